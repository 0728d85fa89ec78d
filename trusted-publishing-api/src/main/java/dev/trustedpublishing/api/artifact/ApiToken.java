package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.Credential;
import java.time.Instant;

/**
 * The permission to publish: short-lived, or the caller's own credential where the registry has no
 * trusted publishing. Knows how it is put on a request and to which origin it may go; can't be
 * printed. Immutable and thread-safe until it is closed.
 *
 * @param value the token
 * @param credential the token as it goes onto a request
 * @param expiresAt when it dies by itself; {@link #NEVER} if it does not
 */
public record ApiToken(Secret value, Credential credential, Instant expiresAt)
    implements AutoCloseable {

  /**
   * Stands for "does not expire". A date that is never reached, and near enough to be calculated
   * with, which {@link Instant#MAX} is not.
   */
  public static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * Makes a token out of a user and a password that live until somebody takes them away.
   *
   * @param user the user name, such as {@code __token__}; without a colon
   * @param password the password
   * @param origin the only origin that may see them
   * @return a token that does not expire
   * @throws IllegalArgumentException as for {@link Credential#basic}
   */
  public static ApiToken lasting(String user, Secret password, Origin origin) {
    return new ApiToken(password, Credential.basic(user, password, origin), NEVER);
  }

  /** Forgets the token's characters; whoever closes it can't use it again. */
  @Override
  public void close() {
    value.close();
    credential.close();
  }

  @Override
  public String toString() {
    String life = expiresAt.equals(NEVER) ? "does not expire" : "expires at " + expiresAt;
    return "ApiToken[for " + credential.origin() + ", " + life + "]";
  }
}

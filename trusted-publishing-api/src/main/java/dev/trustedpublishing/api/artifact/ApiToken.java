package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.Credential;
import java.time.Instant;

/**
 * The permission to publish: short-lived, or the caller's own credential if the registry has no
 * trusted publishing. Contains the credential for a request and its only origin; can't be printed.
 * Immutable and thread-safe until it is closed.
 *
 * @param value the token
 * @param credential the token as a request credential
 * @param expiresAt when it expires; {@link #NEVER} if it does not
 */
public record ApiToken(Secret value, Credential credential, Instant expiresAt)
    implements AutoCloseable {

  /**
   * Means "does not expire": a date that is never reached, but unlike {@link Instant#MAX} allows
   * calculations.
   */
  public static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * Creates a token from a user name and a password without expiry.
   *
   * @param user the user name, such as {@code __token__}; without a colon
   * @param password the password
   * @param origin the only origin that may receive them
   * @return a token that does not expire
   * @throws IllegalArgumentException as for {@link Credential#basic}
   */
  public static ApiToken withoutExpiry(String user, Secret password, Origin origin) {
    return new ApiToken(password, Credential.basic(user, password, origin), NEVER);
  }

  /** Clears the token; it can't be used afterwards. */
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

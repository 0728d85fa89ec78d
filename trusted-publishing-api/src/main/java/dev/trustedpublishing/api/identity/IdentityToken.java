package dev.trustedpublishing.api.identity;

import dev.trustedpublishing.api.Secret;
import java.time.Duration;
import java.time.Instant;

/**
 * The proof of the CI job's identity: a JWT signed by the CI system, with its claims decoded but
 * not verified. Immutable and thread-safe until it is closed; {@link #toString()} never shows the
 * token.
 *
 * @param value the JWT
 * @param claims its claims
 * @param supply whether the job can get another one
 */
public record IdentityToken(Secret value, Claims claims, Supply supply) implements AutoCloseable {
  /** The minimum remaining lifetime of an identity token before it is sent: 30 s. */
  public static final Duration MIN_LIFETIME = Duration.ofSeconds(30);

  /** Whether a provider can issue another identity token for the same audience in the same job. */
  public enum Supply {
    /** Each request returns a new token. */
    ON_REQUEST,
    /** There is only this token; most registries accept it once. */
    ONLY_ONE
  }

  /**
   * Returns whether the token is valid long enough to be sent.
   *
   * @param now the present time
   * @return false if it has expired or will within {@link #MIN_LIFETIME}; true for a token without
   *     an expiry
   */
  public boolean isFresh(Instant now) {
    return claims.expiresAt().map(expiry -> now.plus(MIN_LIFETIME).isBefore(expiry)).orElse(true);
  }

  /** Clears the JWT; the claims remain. */
  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "IdentityToken[" + claims.issuer().orElse("unknown issuer") + "]";
  }
}

package dev.trustedpublishing.api.identity;

import dev.trustedpublishing.api.Secret;
import java.time.Duration;
import java.time.Instant;

/**
 * The proof of who the CI job is: a JWT that the CI system signed, with its claims decoded but not
 * verified. Immutable and thread-safe until it is closed; {@link #toString()} never shows the
 * token.
 *
 * @param value the JWT
 * @param claims what it says
 * @param supply whether another one can be had in this job
 */
public record IdentityToken(Secret value, Claims claims, Supply supply) implements AutoCloseable {
  /** An identity token must live at least this much longer to be worth sending: 30 s. */
  public static final Duration LEAST_LIFE = Duration.ofSeconds(30);

  /** Whether a provider can give another identity token for the same audience in the same job. */
  public enum Supply {
    /** Each request gives a fresh token. */
    ON_REQUEST,
    /** There is this one token and no other; most registries accept it once. */
    ONLY_ONE
  }

  /**
   * Tells whether the token lives long enough to be sent.
   *
   * @param now the present time
   * @return false if it has expired or will within {@link #LEAST_LIFE}; true for a token that does
   *     not say when it expires
   */
  public boolean isFresh(Instant now) {
    return claims.expiresAt().map(expiry -> now.plus(LEAST_LIFE).isBefore(expiry)).orElse(true);
  }

  /** Forgets the JWT's characters; the claims stay. */
  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "IdentityToken[" + claims.issuer().orElse("unknown issuer") + "]";
  }
}

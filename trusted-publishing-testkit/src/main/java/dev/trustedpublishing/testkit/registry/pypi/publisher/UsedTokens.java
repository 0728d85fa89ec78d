package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.oidc.Claims;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The ids of identity tokens that were exchanged, kept a little longer than they are valid
 * (Warehouse, oidc/services.py).
 *
 * <p>Thread-safe.
 */
public final class UsedTokens {

  private static final Duration KEPT_AFTER_EXPIRY = Duration.ofSeconds(35);

  private record Id(String issuer, String jti) {}

  private final Clock clock;
  private final ConcurrentMap<Id, Instant> used = new ConcurrentHashMap<>();

  /**
   * Creates an empty list of tokens.
   *
   * @param clock the clock for the expiry of tokens
   */
  public UsedTokens(Clock clock) {
    this.clock = clock;
  }

  /** Rejects a token that was used before. */
  void check(Claims claims) {
    forgetExpired();
    if (used.containsKey(id(claims))) {
      throw ExchangeRejection.reused();
    }
  }

  /**
   * Marks a token as used; of two exchanges at the same time, one is rejected.
   *
   * @param claims the claims of the token
   */
  public void use(Claims claims) {
    if (!claims.has("jti")) {
      // Google's; the others must have one.
      return;
    }
    Instant until =
        Instant.ofEpochSecond(claims.json().path("exp").asLong()).plus(KEPT_AFTER_EXPIRY);
    if (used.putIfAbsent(id(claims), until) != null) {
      throw ExchangeRejection.reused();
    }
  }

  private void forgetExpired() {
    Instant now = clock.instant();
    used.values().removeIf(until -> !now.isBefore(until));
  }

  private static Id id(Claims claims) {
    return new Id(claims.text("iss"), claims.text("jti"));
  }
}

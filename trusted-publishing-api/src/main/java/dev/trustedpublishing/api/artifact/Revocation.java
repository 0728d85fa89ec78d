package dev.trustedpublishing.api.artifact;

import java.time.Duration;
import java.time.Instant;

/** What became of an API token when it was given back. Immutable. */
public sealed interface Revocation {
  /**
   * How long one call that gives a token back may take: 4.5 s. Two of them and the wait in between
   * fit into the 10 s that the end of a run has for it. For {@link
   * dev.trustedpublishing.api.http.HttpRequest#withTimeout}.
   */
  Duration LONGEST_CALL = Duration.ofMillis(4_500);

  /** The registry confirmed that the token is dead. */
  record Revoked() implements Revocation {}

  /** The registry took the request and does not say what came of it. */
  record Requested() implements Revocation {}

  /**
   * The registry has no way to revoke; the token dies by itself.
   *
   * @param time when
   */
  record ExpiresAt(Instant time) implements Revocation {}

  /**
   * The request failed; the token dies by itself.
   *
   * @param reason why
   * @param expiresAt when it dies
   */
  record Failed(String reason, Instant expiresAt) implements Revocation {}
}

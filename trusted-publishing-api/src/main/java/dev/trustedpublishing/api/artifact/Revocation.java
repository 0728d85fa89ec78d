package dev.trustedpublishing.api.artifact;

import java.time.Duration;
import java.time.Instant;

/** The result of revoking an API token. Immutable. */
public sealed interface Revocation {
  /**
   * The maximum time of one revocation request: 4.5 s. Two requests and the wait between them fit
   * into the 10 s at the end of a run. For {@link
   * dev.trustedpublishing.api.http.HttpRequest#withTimeout}.
   */
  Duration MAX_CALL_DURATION = Duration.ofMillis(4_500);

  /** The registry confirmed that the token is revoked. */
  record Revoked() implements Revocation {}

  /** The registry accepted the request and does not confirm the revocation. */
  record Requested() implements Revocation {}

  /**
   * The registry has no revocation; the token expires.
   *
   * @param time when
   */
  record ExpiresAt(Instant time) implements Revocation {}

  /**
   * The request failed; the token expires.
   *
   * @param reason why
   * @param expiresAt when it expires
   */
  record Failed(String reason, Instant expiresAt) implements Revocation {}
}

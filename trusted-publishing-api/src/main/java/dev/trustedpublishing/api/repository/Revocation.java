package dev.trustedpublishing.api.repository;

import java.time.Instant;

/** What became of an API token when it was given back. */
public sealed interface Revocation {

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

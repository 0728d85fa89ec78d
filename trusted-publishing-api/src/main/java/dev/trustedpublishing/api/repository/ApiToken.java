package dev.trustedpublishing.api.repository;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.Credential;
import java.time.Instant;

/**
 * The short-lived permission to publish. Knows how it is put on a request and to which origin it
 * may go; can't be printed. Immutable and thread-safe until it is closed.
 *
 * @param value the token
 * @param credential the token as it goes onto a request
 * @param expiresAt when it dies by itself
 */
public record ApiToken(Secret value, Credential credential, Instant expiresAt)
    implements AutoCloseable {

  /** Forgets the token's characters; whoever closes it can't use it again. */
  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "ApiToken[for " + credential.origin() + ", expires at " + expiresAt + "]";
  }
}

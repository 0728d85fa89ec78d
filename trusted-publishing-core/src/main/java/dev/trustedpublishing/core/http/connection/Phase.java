package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import org.jspecify.annotations.Nullable;

/** The phases of an exchange, in order; some requests skip the first two. */
public enum Phase {
  QUEUED(null),
  /**
   * The client limits each lookup, connection and handshake, but not the wait for a proxy's
   * response.
   */
  CONNECTING(Limit.CALL),
  SENDING(Limit.STALL),
  WAITING(Limit.UPLOAD_ANSWER),
  ANSWERING(Limit.UPLOAD_ANSWER_BODY);

  /** The limit for an upload; null if the client enforces it. */
  final @Nullable Limit limit;

  Phase(@Nullable Limit limit) {
    this.limit = limit;
  }
}

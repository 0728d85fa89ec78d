package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.internal.hc.core5.http.HttpConnectionMetrics;
import org.jspecify.annotations.Nullable;

/** The bytes of one request and its response on a connection that earlier ones may have used. */
final class Traffic {
  /** Before a connection exists. */
  static final Traffic NONE = new Traffic();

  private final @Nullable HttpConnectionMetrics connection;
  private final long sentBefore;
  private final long receivedBefore;

  private Traffic() {
    connection = null;
    sentBefore = 0;
    receivedBefore = 0;
  }

  /** Starts to count, before the head of the request is written. */
  Traffic(HttpConnectionMetrics connection) {
    this.connection = connection;
    this.sentBefore = connection.getSentBytesCount();
    this.receivedBefore = connection.getReceivedBytesCount();
  }

  long sent() {
    return connection == null ? 0 : connection.getSentBytesCount() - sentBefore;
  }

  long received() {
    return connection == null ? 0 : connection.getReceivedBytesCount() - receivedBefore;
  }
}

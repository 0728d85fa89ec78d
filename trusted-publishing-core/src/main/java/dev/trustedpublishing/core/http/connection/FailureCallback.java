package dev.trustedpublishing.core.http.connection;

import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/** Tells the exchange about failures that come before anything is produced or consumed. */
public record FailureCallback(HttpExchange exchange) implements FutureCallback<Void> {

  @Override
  public void completed(@Nullable Void nothing) {
    // The consumer has said so, with more to say.
  }

  @Override
  public void failed(Exception cause) {
    exchange.failed(cause);
  }

  @Override
  public void cancelled() {
    exchange.failed(new TransportClosed());
  }
}

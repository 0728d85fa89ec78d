package dev.trustedpublishing.core.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes the response from the connection to the exchange, and failures that come before anything is
 * sent or received.
 */
public final class ResponseConsumer implements AsyncResponseConsumer<Void>, FutureCallback<Void> {
  private final HttpExchange exchange;

  public ResponseConsumer(HttpExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {
    exchange.informed();
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<Void> callback)
      throws HttpException, IOException {
    exchange.answered(response);
    if (entity == null) {
      exchange.completed();
    }
  }

  @Override
  public void updateCapacity(CapacityChannel capacity) throws IOException {
    capacity.update(Integer.MAX_VALUE);
  }

  @Override
  public void consume(ByteBuffer bytes) throws IOException {
    exchange.read(bytes);
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    exchange.completed();
  }

  @Override
  public void completed(@Nullable Void nothing) {
    // The exchange knows since the end of the response.
  }

  @Override
  public void cancelled() {
    exchange.failed(new ExchangeException.Closed());
  }

  @Override
  public void failed(Exception cause) {
    exchange.failed(cause);
  }

  @Override
  public void releaseResources() {
    exchange.released();
  }
}

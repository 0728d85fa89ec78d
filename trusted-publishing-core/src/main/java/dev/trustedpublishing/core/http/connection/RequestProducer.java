package dev.trustedpublishing.core.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Gives the request to the connection, its body one buffer at a time: the one who fills the
 * connection as long as it takes bytes does not notice the response that came meanwhile.
 */
public final class RequestProducer implements AsyncRequestProducer {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final HttpRequest request;
  private final @Nullable RequestBody body;
  private final BodyStream stream;
  private final HttpExchange exchange;
  private final LongConsumer progress;
  private final ByteBuffer buffer;
  private long reported;

  public RequestProducer(
      HttpRequest request,
      @Nullable RequestBody body,
      BodyStream stream,
      HttpExchange exchange,
      LongConsumer progress) {
    this.request = request;
    this.body = body;
    this.stream = stream;
    this.exchange = exchange;
    this.progress = progress;
    long length = body == null ? 0 : body.length();
    this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, length)).flip();
  }

  @Override
  public void sendRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    EntityDetails details = body == null ? null : new BasicEntityDetails(body.length(), null);
    channel.sendRequest(request, details, context);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public int available() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (body == null) {
      throw new IllegalStateException("The request has no body.");
    }
    try {
      if (!buffer.hasRemaining()) {
        buffer.clear();
        stream.fill(buffer);
        buffer.flip();
      }
    } catch (IOException | RuntimeException | Error e) {
      exchange.failed(new SourceFailed(e));
      throw new ExchangeException.Ended("The body can't be read.");
    }
    long sent = exchange.hand(buffer, channel);
    report(body.contentIn(sent));
    if (sent == body.length()) {
      channel.endStream();
    }
  }

  @Override
  public void failed(Exception cause) {
    exchange.failed(cause);
  }

  @Override
  public void releaseResources() {
    // The stream belongs to the sender, who closes it however the call ends.
  }

  private void report(long content) {
    if (content > reported) {
      reported = content;
      try {
        progress.accept(content);
      } catch (RuntimeException | Error e) {
        exchange.failed(new SourceFailed(e));
        throw e;
      }
    }
  }

  /** What a body is read from, or who listens to its progress, failed. */
  public static final class SourceFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final Throwable reason;

    SourceFailed(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    public Throwable reason() {
      return reason;
    }
  }
}

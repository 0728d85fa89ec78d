package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.connection.RequestBody.Segment;
import dev.trustedpublishing.internal.hc.core5.http.EntityDetails;
import dev.trustedpublishing.internal.hc.core5.http.HttpException;
import dev.trustedpublishing.internal.hc.core5.http.HttpRequest;
import dev.trustedpublishing.internal.hc.core5.http.impl.BasicEntityDetails;
import dev.trustedpublishing.internal.hc.core5.http.nio.AsyncRequestProducer;
import dev.trustedpublishing.internal.hc.core5.http.nio.DataStreamChannel;
import dev.trustedpublishing.internal.hc.core5.http.nio.RequestChannel;
import dev.trustedpublishing.internal.hc.core5.http.protocol.HttpContext;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes the request to the connection, its body one buffer at a time: writing for as long as the
 * connection accepts bytes would delay the handling of an early response.
 */
public final class RequestProducer implements AsyncRequestProducer, AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** The TLS layer takes 16 KiB at a time; a short rest would be a TLS record of its own. */
  private static final int REFILLED_BELOW = BUFFER_BYTES / 2;

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
      HttpExchange exchange,
      LongConsumer progress) {
    this.request = request;
    this.body = body;
    this.stream = new BodyStream(body);
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
      if (buffer.remaining() < REFILLED_BELOW) {
        buffer.compact();
        stream.fill(buffer);
        buffer.flip();
      }
    } catch (IOException | RuntimeException | Error e) {
      exchange.fail(SourceFailed.because(e));
      throw ExchangeException.Ended.because("The body can't be read.");
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
    // Closed by the sender, however the call ends.
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private void report(long content) {
    if (content > reported) {
      reported = content;
      try {
        progress.accept(content);
      } catch (RuntimeException | Error e) {
        exchange.fail(SourceFailed.because(e));
        throw e;
      }
    }
  }

  /** The source of a body, or the listener of its progress, failed. */
  public static final class SourceFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final Throwable reason;

    private SourceFailed(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    static Exception because(Throwable reason) {
      return new SourceFailed(reason);
    }

    public Throwable reason() {
      return reason;
    }
  }

  /**
   * Reads a body from the start, once. Opens one source at a time, returns exactly the announced
   * number of bytes or fails, and never returns the last bytes of a source that is longer.
   *
   * <p>Read by one thread; {@link #close} may come from any thread at any time.
   */
  static final class BodyStream implements AutoCloseable {
    private final Iterator<Segment> segments;
    private long length;
    private long left;
    private volatile @Nullable InputStream open;
    private volatile boolean closed;

    public BodyStream(@Nullable RequestBody body) {
      this.segments = body == null ? Collections.emptyIterator() : body.segments().iterator();
    }

    /**
     * Fills the rest of the buffer from the body.
     *
     * @throws IOException if a source fails, or is too short or too long
     */
    public void fill(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) {
        InputStream in = open;
        if (in == null) {
          if (!segments.hasNext()) {
            return;
          }
          in = openNext();
        }
        if (left == 0) {
          finish(in);
        } else {
          read(in, buffer);
        }
      }
    }

    @Override
    public void close() throws IOException {
      closed = true;
      InputStream in = open;
      if (in != null) {
        in.close();
      }
    }

    private InputStream openNext() throws IOException {
      Segment next = segments.next();
      InputStream in = next.source().open();
      length = next.length();
      left = length;
      open = in;
      // Either close() sees the stream, or this code sees that it was called.
      if (closed) {
        in.close();
        throw new IOException("The call has ended.");
      }
      return in;
    }

    private void read(InputStream in, ByteBuffer buffer) throws IOException {
      int expected = (int) Math.min(buffer.remaining(), left);
      int count = in.read(buffer.array(), buffer.arrayOffset() + buffer.position(), expected);
      if (count < 0) {
        throw new EOFException("it ended " + left + " bytes too early");
      }
      left -= count;
      if (left == 0) {
        finish(in);
      }
      buffer.position(buffer.position() + count);
    }

    private void finish(InputStream in) throws IOException {
      if (in.read() != -1) {
        throw new IOException("it is longer than " + length + " bytes");
      }
      in.close();
      open = null;
    }
  }
}

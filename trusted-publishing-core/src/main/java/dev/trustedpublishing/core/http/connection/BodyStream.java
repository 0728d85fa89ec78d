package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.connection.RequestBody.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body from the start, once. Opens one source at a time, returns exactly the announced
 * number of bytes or fails, and never returns the last bytes of a source that is longer.
 *
 * <p>Read by one thread; {@link #close} may come from any thread at any time.
 */
public final class BodyStream implements AutoCloseable {
  private final Iterator<Segment> segments;
  private @Nullable Segment segment;
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
    segment = next;
    left = next.length();
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
      throw new IOException("it is longer than " + segment().length() + " bytes");
    }
    in.close();
    open = null;
  }

  private Segment segment() {
    if (segment == null) {
      throw new IllegalStateException("nothing is open");
    }
    return segment;
  }
}

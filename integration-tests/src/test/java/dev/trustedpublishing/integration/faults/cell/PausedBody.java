package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * A body whose file waits for something before it continues. So does its transport: what the event
 * depends on has to be on its way, and a head is only after the first bytes of the body are.
 */
final class PausedBody {
  private PausedBody() {}

  /** What is waited for. */
  @FunctionalInterface
  interface Event {
    void await() throws InterruptedException, IOException;
  }

  /**
   * Changes calls so.
   *
   * @param at computes from the length of the file how many of its bytes are sent before
   * @param event is waited for then
   */
  static UnaryOperator<HttpRequest> until(LongUnaryOperator at, Event event) {
    return call -> call.body().map(body -> call.withBody(changed(body, at, event))).orElse(call);
  }

  private static HttpBody changed(HttpBody body, LongUnaryOperator at, Event event) {
    if (body instanceof HttpBody.Form form) {
      return new HttpBody.Form(
          form.fields(),
          form.files().stream()
              .map(file ->
                  new HttpBody.FilePart(
                      file.name(),
                      file.filename(),
                      file.length(),
                      waiting(file.source(), at.applyAsLong(file.length()), event)))
              .toList());
    }
    if (body instanceof HttpBody.Stream stream) {
      return new HttpBody.Stream(
          stream.contentType(),
          stream.length(),
          waiting(stream.source(), at.applyAsLong(stream.length()), event));
    }
    return body;
  }

  private static HttpBody.Source waiting(HttpBody.Source source, long before, Event event) {
    return () -> new Waiting(source.open(), before, event);
  }

  private static final class Waiting extends InputStream {
    private final InputStream bytes;
    private final Event event;
    private long before;
    private boolean over;

    Waiting(InputStream bytes, long before, Event event) {
      this.bytes = bytes;
      this.before = before;
      this.event = event;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (before == 0) {
        await();
      }
      int count = bytes.read(buffer, offset, before > 0 ? (int) Math.min(length, before) : length);
      before -= before > 0 ? Math.max(count, 0) : 0;
      return count;
    }

    private void await() throws IOException {
      if (over) {
        return;
      }
      over = true;
      try {
        event.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}

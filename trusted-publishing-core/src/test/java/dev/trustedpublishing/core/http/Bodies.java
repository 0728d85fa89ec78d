package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.http.HttpBody;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Bodies that need no file. */
final class Bodies {
  private Bodies() {}

  static HttpBody stream(long length) {
    return stream(length, length);
  }

  static HttpBody stream(long announced, long given) {
    return new HttpBody.Stream("application/octet-stream", announced, () -> new Zeros(given));
  }

  /** Counts how many of its kind are open. */
  static HttpBody counted(long length, AtomicInteger open) {
    return new HttpBody.Stream(
        "application/octet-stream",
        length,
        () -> {
          open.incrementAndGet();
          return new Zeros(length) {
            private boolean closed;

            @Override
            public void close() {
              if (!closed) {
                closed = true;
                open.decrementAndGet();
              }
            }
          };
        });
  }

  /** So many zero bytes. */
  static class Zeros extends InputStream {
    private long left;

    Zeros(long count) {
      this.left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      Arrays.fill(buffer, offset, offset + count, (byte) 0);
      left -= count;
      return count;
    }
  }
}

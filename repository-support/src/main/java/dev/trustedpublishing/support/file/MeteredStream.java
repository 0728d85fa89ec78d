package dev.trustedpublishing.support.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Returns bytes as long as there is a budget for them. Not thread-safe. */
final class MeteredStream extends FilterInputStream {
  private long total;
  private long end;
  private final long limit;
  private long zeros;

  /**
   * Creates a stream whose budget is the whole limit.
   *
   * @param in the source of the bytes
   * @param limit the maximum total number of bytes
   */
  MeteredStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.end = limit;
  }

  /** Sets the budget for the next part, within the limit. */
  void allow(long bytes) {
    end = Math.min(limit, total + bytes);
  }

  /** Returns how many bytes were read. */
  long total() {
    return total;
  }

  /** Returns how many zeros were the last bytes. */
  long zeros() {
    return zeros;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0) {
      total += count;
      countZeros(buffer, offset, count);
    }
    if (total > end) {
      throw new IOException(
          end == limit
              ? "it unpacks to more than " + limit + " bytes"
              : "the header of a member is too long");
    }
    return count;
  }

  private void countZeros(byte[] buffer, int offset, int count) {
    int last = offset + count - 1;
    while (last >= offset && buffer[last] == 0) {
      last--;
    }
    int run = offset + count - 1 - last;
    zeros = run == count ? zeros + run : run;
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] buffer = new byte[(int) Math.min(bytes, 8192)];
    return Math.max(0, read(buffer, 0, buffer.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

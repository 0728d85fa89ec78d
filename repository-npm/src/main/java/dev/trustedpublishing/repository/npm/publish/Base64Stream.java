package dev.trustedpublishing.repository.npm.publish;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/**
 * Encodes a stream in Base64 while it is read, so that it does not have to fit into memory. Closes
 * it at the end. Not thread-safe.
 */
public final class Base64Stream extends InputStream {
  /** A multiple of three, so that only the last block is padded. */
  private static final int BLOCK = 48 << 10;

  private final InputStream content;
  private byte[] encoded = new byte[0];
  private int position;

  public Base64Stream(InputStream content) {
    this.content = content;
  }

  /**
   * Calculates how long the Base64 form is.
   *
   * @param size a number of bytes
   * @return the number of characters, with padding
   */
  public static long lengthOf(long size) {
    return (size + 2) / 3 * 4;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == encoded.length) {
      encoded = Base64.getEncoder().encode(content.readNBytes(BLOCK));
      position = 0;
      if (encoded.length == 0) {
        return -1;
      }
    }
    int count = Math.min(length, encoded.length - position);
    System.arraycopy(encoded, position, buffer, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}

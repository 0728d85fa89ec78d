package dev.trustedpublishing.repository.pypi.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a ZIP archive from first to last, and the current position. */
final class ZipInput {
  private final InputStream in;
  private long position;

  ZipInput(InputStream in) {
    this.in = in;
  }

  /** Returns the number of bytes read so far. */
  long position() {
    return position;
  }

  int signature() throws IOException {
    return read(4).getInt(0);
  }

  /** Reads exactly this number of bytes, little-endian. */
  ByteBuffer read(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it ends after " + (position + bytes.length) + " bytes");
    }
    position += length;
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void skip(long length) throws IOException {
    in.skipNBytes(length);
    position += length;
  }

  boolean isAtEnd() throws IOException {
    return in.read() == -1;
  }

  static int u16(ByteBuffer buffer, int index) {
    return Short.toUnsignedInt(buffer.getShort(index));
  }

  static long u32(ByteBuffer buffer, int index) {
    return Integer.toUnsignedLong(buffer.getInt(index));
  }
}

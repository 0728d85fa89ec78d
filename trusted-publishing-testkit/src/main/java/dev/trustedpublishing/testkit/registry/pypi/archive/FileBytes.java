package dev.trustedpublishing.testkit.registry.pypi.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Reads parts of a file, in the byte order of ZIP. */
final class FileBytes {

  private FileBytes() {}

  /** Reads at a position; empty if it is past the end of the file. */
  static Optional<ByteBuffer> at(FileChannel file, long position, long length) throws IOException {
    if (position < 0 || length < 0 || position > file.size() - length) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
      // Until all of it is read.
    }
    return Optional.of(buffer.flip().order(ByteOrder.LITTLE_ENDIAN));
  }

  static byte[] take(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}

package dev.trustedpublishing.api.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Hashes everything that is read or skipped (unlike {@link java.security.DigestInputStream}), in
 * large blocks: most of a file is skipped. The owner of the content closes it.
 */
final class HashingStream extends InputStream {
  private static final int MAX_BLOCK_SIZE = 64 * 1024;

  private final InputStream content;
  private final MessageDigest digest;
  private final byte[] block;

  HashingStream(InputStream content, MessageDigest digest, long size) {
    this.content = content;
    this.digest = digest;
    this.block = new byte[(int) Math.max(1, Math.min(MAX_BLOCK_SIZE, size))];
  }

  /** Reads the rest. */
  void drain() throws IOException {
    skip(Long.MAX_VALUE);
  }

  @Override
  public long skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      int count = read(block, 0, (int) Math.min(left, block.length));
      if (count == -1) {
        break;
      }
      left -= count;
    }
    return Math.max(0, bytes) - Math.max(0, left);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = content.read(buffer, offset, length);
    if (count > 0) {
      digest.update(buffer, offset, count);
    }
    return count;
  }
}

package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Hashes everything that is read or skipped (unlike {@link java.security.DigestInputStream}), in
 * large blocks: most of a file is skipped. The owner of the content closes it. An error of the file
 * is not an {@link IOException}, so that those of a reader are its own.
 */
final class HashingStream extends InputStream {
  private static final int MAX_BLOCK_SIZE = 64 * 1024;

  private final Path path;
  private final InputStream content;
  private final MessageDigest digest;
  private final byte[] block;

  HashingStream(Path path, InputStream content, MessageDigest digest, long size) {
    this.path = path;
    this.content = content;
    this.digest = digest;
    this.block = new byte[(int) Math.max(1, Math.min(MAX_BLOCK_SIZE, size))];
  }

  /** Reads the rest. */
  void drain() {
    skip(Long.MAX_VALUE);
  }

  @Override
  public long skip(long bytes) {
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
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    try {
      int count = content.read(buffer, offset, length);
      if (count > 0) {
        digest.update(buffer, offset, count);
      }
      return count;
    } catch (IOException e) {
      throw ArtifactFile.unreadable(Stage.PLAN, path, e);
    }
  }
}

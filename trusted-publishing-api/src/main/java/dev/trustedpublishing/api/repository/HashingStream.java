package dev.trustedpublishing.api.repository;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Hashes what is read through it, and what is skipped too (unlike {@link
 * java.security.DigestInputStream}). Closing is left to the owner of the content.
 */
final class HashingStream extends InputStream {
  private final InputStream content;
  private final MessageDigest digest;

  HashingStream(InputStream content, MessageDigest digest) {
    this.content = content;
    this.digest = digest;
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

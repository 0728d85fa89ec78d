package dev.trustedpublishing.api.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Returns the bytes of a file as long as they can still be the planned ones. */
final class VerifiedStream extends InputStream {
  private final ArtifactFile file;
  private final InputStream content;
  private final MessageDigest digest = ArtifactFile.sha256Digest();
  private long remaining;

  VerifiedStream(ArtifactFile file, InputStream content) {
    this.file = file;
    this.content = content;
    this.remaining = file.size();
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
    if (remaining == 0) {
      return -1;
    }
    int count = readContent(buffer, offset, (int) Math.min(length, remaining));
    if (count == -1) {
      throw file.changed("it ended " + remaining + " bytes too early while it was sent");
    }
    digest.update(buffer, offset, count);
    remaining -= count;
    if (remaining == 0) {
      verify();
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  private void verify() {
    if (readContent(new byte[1], 0, 1) != -1) {
      throw file.changed("it grew while it was sent");
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(file.sha256())) {
      throw file.changed("its SHA-256 is " + found + " now");
    }
  }

  private int readContent(byte[] buffer, int offset, int length) {
    try {
      return content.read(buffer, offset, length);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }
}

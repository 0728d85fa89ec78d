package dev.trustedpublishing.audit.format;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Adds the hash of each line of a log to the next line, so that no line can be changed, removed, or
 * inserted without breaking all following lines. Not thread-safe.
 */
final class HashChain {
  /** The hash in the first line of a log. */
  static final String NOTHING = "0".repeat(64);

  private final Path file;
  private long end;
  private String last = NOTHING;

  HashChain(Path file) {
    this.file = file;
  }

  /** Returns the hash of the last line, even if another writer has written it. */
  String previous() throws IOException {
    long size = file.toFile().length();
    if (size != end) {
      last = hashOfLastLine();
      end = size;
    }
    return last;
  }

  /** Records an appended line. */
  void appended(byte[] line) {
    last = hash(line, 0, line.length - 1);
    end += line.length;
  }

  /** Returns the SHA-256 of a line without its line break, in hex. */
  static String hash(byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, offset, length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform supports SHA-256.", e);
    }
  }

  /** Searches backwards for the line break before the last line; the file ends with one. */
  private String hashOfLastLine() throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long end = log.length() - 1;
      if (end < 0) {
        return NOTHING;
      }
      long start = end;
      while (start > 0 && at(log, start - 1) != '\n') {
        start--;
      }
      byte[] line = new byte[Math.toIntExact(end - start)];
      log.seek(start);
      log.readFully(line);
      return hash(line, 0, line.length);
    }
  }

  private static int at(RandomAccessFile log, long position) throws IOException {
    log.seek(position);
    return log.read();
  }
}

package dev.trustedpublishing.testkit.registry.pypi.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * The three digests that an upload may carry (Warehouse, forklift/forms.py), in lower-case hex.
 * Stateless, thread-safe.
 */
public final class Digests {

  private static final int BUFFER = 1 << 16;

  private Digests() {}

  /**
   * Returns a new SHA-256 digest.
   *
   * @return the digest, to which nothing was added
   */
  public static MessageDigest sha256() {
    return digest("SHA-256");
  }

  /**
   * Computes the MD5 of a file.
   *
   * @param file the file
   * @return the digest in lower-case hex
   * @throws IOException if the file cannot be read
   */
  public static String md5(Path file) throws IOException {
    return hex(digest("MD5"), file);
  }

  /**
   * Computes the BLAKE2b-256 of a file.
   *
   * @param file the file
   * @return the digest in lower-case hex
   * @throws IOException if the file cannot be read
   */
  public static String blake2b256(Path file) throws IOException {
    return hex(new Blake2b256(), file);
  }

  private static String hex(MessageDigest digest, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}

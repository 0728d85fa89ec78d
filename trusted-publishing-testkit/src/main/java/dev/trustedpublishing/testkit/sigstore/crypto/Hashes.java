package dev.trustedpublishing.testkit.sigstore.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. Stateless, thread-safe. */
public final class Hashes {

  private Hashes() {}

  /**
   * Hashes the concatenation of several parts.
   *
   * @param parts the parts
   * @return the SHA-256
   */
  public static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Hashes bytes.
   *
   * @param bytes the bytes
   * @return the SHA-256 in lower-case hex
   */
  public static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }
}

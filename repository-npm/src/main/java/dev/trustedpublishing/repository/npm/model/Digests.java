package dev.trustedpublishing.repository.npm.model;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The digests of a tarball in a publish document (libnpmpublish, lib/publish.js).
 *
 * @param sha512 128 lower-case hex digits
 * @param sha1 40 lower-case hex digits; weak, and still compared by registries
 */
public record Digests(String sha512, String sha1) {

  /** As {@code dist.integrity} has it: the algorithm, a hyphen and Base64. */
  public String integrity() {
    return "sha512-" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha512));
  }

  /** Calculates both while something else reads. Not thread-safe. */
  public static final class Meter {
    private final MessageDigest sha512 = digest("SHA-512");
    private final MessageDigest sha1 = digest("SHA-1");

    /** Hashes what is read from the stream; skipping is not allowed. */
    public InputStream over(InputStream content) {
      return new DigestInputStream(new DigestInputStream(content, sha512), sha1);
    }

    /** The digests of all that was read; call it once. */
    public Digests result() {
      HexFormat hex = HexFormat.of();
      return new Digests(hex.formatHex(sha512.digest()), hex.formatHex(sha1.digest()));
    }

    private static MessageDigest digest(String algorithm) {
      try {
        return MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform supports " + algorithm + ".", e);
      }
    }
  }
}

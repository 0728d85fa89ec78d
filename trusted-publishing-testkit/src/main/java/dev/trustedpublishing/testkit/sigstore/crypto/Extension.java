package dev.trustedpublishing.testkit.sigstore.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;

/** An extension of a certificate (RFC 5280, section 4.2). Immutable. */
public final class Extension {

  /** The list of timestamps by certificate transparency logs (RFC 6962, section 3.3). */
  public static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

  private static final int KEY_ID_LENGTH = 20;

  private final byte[] encoded;

  private Extension(String oid, boolean critical, byte[] value) {
    this.encoded =
        Der.sequence(Der.oid(oid), critical ? Der.bool(true) : new byte[0], Der.octets(value));
  }

  /**
   * Creates any extension that is not critical.
   *
   * @param oid its object identifier, with dots
   * @param value its value
   * @return the extension
   */
  public static Extension of(String oid, byte[] value) {
    return new Extension(oid, false, value);
  }

  /**
   * Creates the extension of an authority.
   *
   * @param pathLength how many authorities may follow
   * @return the extension
   */
  public static Extension authority(int pathLength) {
    return new Extension(
        "2.5.29.19",
        true,
        Der.sequence(Der.bool(true), Der.integer(BigInteger.valueOf(pathLength))));
  }

  /**
   * Allows to sign certificates and revocation lists.
   *
   * @return the extension
   */
  public static Extension signsCertificates() {
    return new Extension("2.5.29.15", true, Der.bits(1, new byte[] {0x06}));
  }

  /**
   * Allows to sign data.
   *
   * @return the extension
   */
  public static Extension signsData() {
    return new Extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0x80}));
  }

  /**
   * Restricts the use to the signing of code.
   *
   * @return the extension
   */
  public static Extension codeSigning() {
    return of("2.5.29.37", Der.sequence(Der.oid("1.3.6.1.5.5.7.3.3")));
  }

  /**
   * Identifies the certificate's key.
   *
   * @param key the key
   * @return the extension
   */
  public static Extension subjectKey(PublicKey key) {
    return of("2.5.29.14", Der.octets(keyId(key)));
  }

  /**
   * Identifies the key of the issuer.
   *
   * @param key the key
   * @return the extension
   */
  public static Extension issuerKey(PublicKey key) {
    return of("2.5.29.35", Der.sequence(Der.tagged(0x80, keyId(key))));
  }

  /**
   * Names the subject by a URI alone. Critical, because the subject itself is empty (RFC 5280,
   * section 4.2.1.6).
   *
   * @param uri the URI
   * @return the extension
   */
  public static Extension subjectUri(String uri) {
    return new Extension(
        "2.5.29.17", true, Der.sequence(Der.tagged(0x86, uri.getBytes(StandardCharsets.UTF_8))));
  }

  byte[] encoded() {
    return encoded.clone();
  }

  /** The first 160 bits of the SHA-256 (RFC 7093, section 2, method 1). */
  private static byte[] keyId(PublicKey key) {
    return Arrays.copyOf(Hashes.sha256(key.getEncoded()), KEY_ID_LENGTH);
  }
}

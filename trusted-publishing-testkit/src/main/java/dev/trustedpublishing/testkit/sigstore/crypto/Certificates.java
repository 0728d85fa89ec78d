package dev.trustedpublishing.testkit.sigstore.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads certificates. Stateless, thread-safe. */
public final class Certificates {

  /** The extensions of Fulcio (sigstore/fulcio, docs/oid-info); a number follows. */
  private static final String FULCIO = "1.3.6.1.4.1.57264.1.";

  private static final int PEM_COLUMNS = 64;

  private Certificates() {}

  /**
   * Reads a certificate.
   *
   * @param encoded DER or PEM
   * @return the certificate
   * @throws CertificateException if it is not one
   */
  public static X509Certificate read(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /**
   * Encodes a certificate.
   *
   * @param certificate the certificate
   * @return its DER
   */
  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateException e) {
      throw new IllegalStateException("what was read can be written", e);
    }
  }

  /**
   * Encodes a certificate as Go's standard library and Python's cryptography do, byte by byte.
   *
   * @param certificate the certificate
   * @return PEM, with a line feed at the end
   */
  public static String pem(X509Certificate certificate) {
    byte[] lineFeed = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(PEM_COLUMNS, lineFeed).encodeToString(der(certificate))
        + "\n-----END CERTIFICATE-----\n";
  }

  /**
   * Finds an extension of Fulcio.
   *
   * @param certificate the certificate
   * @param number the last arc of its object identifier, from 8 on
   * @return its text; empty if it is missing or not text
   */
  public static Optional<String> fulcioExtension(X509Certificate certificate, int number) {
    try {
      return value(certificate, FULCIO + number).map(DerElement::read).map(DerElement::text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the object identifier of an extension of Fulcio.
   *
   * @param number the last arc
   * @return the identifier, with dots
   */
  public static String fulcioOid(int number) {
    return FULCIO + number;
  }

  /**
   * Finds an extension.
   *
   * @param certificate the certificate
   * @param oid its object identifier
   * @return its value, without the octet string around it
   * @throws IllegalArgumentException if the extension is not DER
   */
  public static Optional<byte[]> value(X509Certificate certificate, String oid) {
    return Optional.ofNullable(certificate.getExtensionValue(oid))
        .map(octets -> DerElement.read(octets).content());
  }

  /**
   * Returns what a certificate transparency log signed: the content without the log's timestamps
   * (RFC 6962, section 3.2).
   *
   * @param certificate the certificate
   * @return its signed part without that extension
   * @throws IllegalArgumentException if it can't be read
   */
  public static byte[] withoutTimestamps(X509Certificate certificate) {
    DerElement content;
    try {
      content = DerElement.read(certificate.getTBSCertificate());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    for (DerElement part : content.children()) {
      rest.writeBytes(part.tag() == (Der.CONSTRUCTED | 3) ? filtered(part) : part.encoded());
    }
    return Der.sequence(rest.toByteArray());
  }

  private static byte[] filtered(DerElement tag) {
    byte[] oid = Der.oid(Extension.TIMESTAMPS);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    List<DerElement> extensions = DerElement.read(tag.content()).children();
    for (DerElement extension : extensions) {
      if (!Arrays.equals(extension.children().get(0).encoded(), oid)) {
        kept.writeBytes(extension.encoded());
      }
    }
    return Der.tagged(tag.tag(), Der.sequence(kept.toByteArray()));
  }
}

package dev.trustedpublishing.testkit.sigstore.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * What a certificate says, before it is signed (RFC 5280, section 4.1). Immutable.
 *
 * @param serial the serial number
 * @param issuer the name of the issuer
 * @param subject the name of the subject, which may be empty
 * @param notBefore the first second at which it is valid
 * @param notAfter the last second at which it is valid
 * @param key the public key of the subject
 * @param extensions the extensions, in their order
 */
public record CertificateContent(
    BigInteger serial,
    X500Principal issuer,
    X500Principal subject,
    Instant notBefore,
    Instant notAfter,
    PublicKey key,
    List<Extension> extensions) {

  private static final int SERIAL_BITS = 159;
  private static final SecureRandom RANDOM = new SecureRandom();

  public CertificateContent {
    extensions = List.copyOf(extensions);
  }

  /**
   * Creates a serial number that is not used yet.
   *
   * @return a positive number of at most 20 bytes
   */
  public static BigInteger newSerial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
  }

  /**
   * Adds an extension.
   *
   * @param extension the extension
   * @return a copy with it at the end
   */
  public CertificateContent with(Extension extension) {
    return new CertificateContent(
        serial,
        issuer,
        subject,
        notBefore,
        notAfter,
        key,
        Stream.concat(extensions.stream(), Stream.of(extension)).toList());
  }

  /**
   * Encodes the content.
   *
   * @param curve the curve of the issuer's key
   * @return the part of the certificate that is signed
   */
  public byte[] encoded(Curve curve) {
    ByteArrayOutputStream encodedExtensions = new ByteArrayOutputStream();
    extensions.forEach(extension -> encodedExtensions.writeBytes(extension.encoded()));
    return Der.sequence(
        Der.tagged(Der.CONSTRUCTED, Der.integer(BigInteger.TWO)),
        Der.integer(serial),
        algorithm(curve),
        issuer.getEncoded(),
        Der.sequence(Der.time(notBefore), Der.time(notAfter)),
        subject.getEncoded(),
        key.getEncoded(),
        Der.tagged(Der.CONSTRUCTED | 3, Der.sequence(encodedExtensions.toByteArray())));
  }

  /**
   * Signs the content.
   *
   * @param issuerKey the key of the issuer
   * @return the certificate
   */
  public X509Certificate sign(EcKey issuerKey) {
    byte[] content = encoded(issuerKey.curve());
    byte[] certificate =
        Der.sequence(content, algorithm(issuerKey.curve()), Der.bits(0, issuerKey.sign(content)));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK can't read the certificate that was written", e);
    }
  }

  private static byte[] algorithm(Curve curve) {
    return Der.sequence(Der.oid(curve.signatureOid()));
  }
}

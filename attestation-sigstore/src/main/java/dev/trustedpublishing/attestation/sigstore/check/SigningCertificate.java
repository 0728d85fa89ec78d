package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.attestation.sigstore.signature.Pem;
import dev.trustedpublishing.attestation.sigstore.trust.TrustedAuthority;
import dev.trustedpublishing.attestation.sigstore.trust.TrustedRoot;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The certificate of a key, which binds it to the identity of the job. Immutable.
 *
 * @param x509 the certificate
 * @param root what it is verified with
 */
public record SigningCertificate(X509Certificate x509, TrustedRoot root) {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final int MAX_LENGTH = 16 << 10;

  /** Clocks of virtual machines differ by less. */
  static final Duration LEEWAY = Duration.ofMinutes(5);

  /**
   * Reads and verifies a certificate.
   *
   * @param pem the certificate as it came from the authority
   * @param key the key that it must be for
   * @param claims the identity that it must be for
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code publish.signing-untrusted}
   */
  public static SigningCertificate verified(
      String pem, PublicKey key, Claims claims, TrustedRoot root, Instant now) {
    SigningCertificate certificate = new SigningCertificate(parsed(pem), root);
    certificate.checkUse(key);
    TrustedAuthority issuer = certificate.issuerAt(certificate.x509.getNotBefore().toInstant());
    CertificateTimestamp.check(certificate.x509, issuer.issuer(), root);
    new CertifiedIdentity(certificate.x509).check(claims);
    certificate.checkValidNow(now);
    return certificate;
  }

  private static X509Certificate parsed(String pem) {
    if (pem.length() > MAX_LENGTH) {
      throw Untrusted.certificate(pem.length() + " characters", "at most " + MAX_LENGTH);
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw Untrusted.certificate("not a certificate", "a certificate in PEM");
    }
  }

  private void checkValidNow(Instant now) {
    Instant start = x509.getNotBefore().toInstant();
    Instant end = x509.getNotAfter().toInstant();
    if (start.isAfter(now.plus(LEEWAY)) || end.isBefore(now.minus(LEEWAY))) {
      throw Untrusted.certificate(
          "valid from %s to %s; the local time is %s".formatted(start, end, now),
          "a certificate that is valid now; check the clock of this machine");
    }
  }

  private void checkUse(PublicKey key) {
    if (!Arrays.equals(key.getEncoded(), x509.getPublicKey().getEncoded())) {
      throw Untrusted.certificate("a certificate of another key", "the key that was sent");
    }
    boolean[] usage = x509.getKeyUsage();
    if (x509.getBasicConstraints() >= 0
        || usage == null
        || !usage[0]
        || !extendedKeyUsage().contains(CODE_SIGNING)) {
      throw Untrusted.certificate(
          "a certificate for another purpose", "digital signature and code signing");
    }
  }

  private List<String> extendedKeyUsage() {
    try {
      return Optional.ofNullable(x509.getExtendedKeyUsage()).orElse(List.of());
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** Checks that it was valid at a time, and issued by a trusted authority. */
  public void checkAt(Instant time) {
    issuerAt(time);
  }

  private TrustedAuthority issuerAt(Instant time) {
    return root.authorities().stream()
        .filter(authority -> authority.hasIssued(x509, time))
        .findFirst()
        .orElseThrow(() ->
            Untrusted.certificate(
                "valid from %s to %s, used at %s, issued by %s"
                    .formatted(
                        x509.getNotBefore().toInstant(),
                        x509.getNotAfter().toInstant(),
                        time,
                        x509.getIssuerX500Principal()),
                "a certificate of a trusted authority that is valid at that time"));
  }

  /** How long it is valid. */
  public Duration lifetime() {
    return Duration.between(x509.getNotBefore().toInstant(), x509.getNotAfter().toInstant());
  }

  public byte[] der() {
    try {
      return x509.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("A certificate that was read can't be written.", e);
    }
  }

  public String pem() {
    return Pem.of("CERTIFICATE", der());
  }
}

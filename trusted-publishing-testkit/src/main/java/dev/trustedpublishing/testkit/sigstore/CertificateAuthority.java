package dev.trustedpublishing.testkit.sigstore;

import dev.trustedpublishing.testkit.sigstore.crypto.CertificateContent;
import dev.trustedpublishing.testkit.sigstore.crypto.Curve;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Extension;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate authority with a root and an intermediate certificate, as the public instance has
 * (sigstore/root-signing, trusted_root.json). Immutable.
 */
final class CertificateAuthority {

  /** Of a certificate for a signer (sigstore/fulcio, pkg/ca/common.go). */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final X500Principal ROOT = new X500Principal("CN=sandbox,O=sigstore.example");
  private static final X500Principal INTERMEDIATE =
      new X500Principal("CN=sandbox-intermediate,O=sigstore.example");
  private static final X500Principal NOBODY = new X500Principal("");
  private static final Duration VALID_BEFORE = Duration.ofDays(1);
  private static final Duration VALID_AFTER = Duration.ofDays(3650);

  private final EcKey key = EcKey.generate(Curve.P384);
  private final List<X509Certificate> chain;

  CertificateAuthority(Instant now) {
    EcKey rootKey = EcKey.generate(Curve.P384);
    X509Certificate root =
        authority(ROOT, rootKey.publicKey(), now).with(Extension.authority(1)).sign(rootKey);
    X509Certificate intermediate =
        authority(INTERMEDIATE, key.publicKey(), now)
            .with(Extension.authority(0))
            .with(Extension.codeSigning())
            .with(Extension.issuerKey(rootKey.publicKey()))
            .sign(rootKey);
    this.chain = List.of(intermediate, root);
  }

  private static CertificateContent authority(X500Principal name, PublicKey key, Instant now) {
    return new CertificateContent(
        CertificateContent.newSerial(),
        ROOT,
        name,
        now.minus(VALID_BEFORE),
        now.plus(VALID_AFTER),
        key,
        List.of(Extension.signsCertificates(), Extension.subjectKey(key)));
  }

  /** The key that signs the certificates of signers. */
  EcKey key() {
    return key;
  }

  /** The intermediate certificate and the root. */
  List<X509Certificate> chain() {
    return chain;
  }

  /** The certificate of a signer, before the certificate transparency log has seen it. */
  CertificateContent content(CiIdentity identity, PublicKey signer, Instant now) {
    Instant start = now.truncatedTo(ChronoUnit.SECONDS);
    List<Extension> extensions = new ArrayList<>();
    extensions.add(Extension.signsData());
    extensions.add(Extension.codeSigning());
    extensions.add(Extension.subjectKey(signer));
    extensions.add(Extension.issuerKey(key.publicKey()));
    extensions.add(Extension.subjectUri(identity.uri()));
    extensions.addAll(identity.extensions());
    return new CertificateContent(
        CertificateContent.newSerial(),
        INTERMEDIATE,
        NOBODY,
        start,
        start.plus(LIFETIME),
        signer,
        extensions);
  }
}

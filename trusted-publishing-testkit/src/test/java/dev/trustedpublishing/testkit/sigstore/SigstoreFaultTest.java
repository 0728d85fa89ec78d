package dev.trustedpublishing.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.registry.pypi.MutableClock;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import dev.trustedpublishing.testkit.sigstore.verify.VerificationFailed;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigstoreFaultTest {

  private static final String CHAIN = "failed to build timestamp certificate chain: ";
  private static final String SCT = "failed to verify SCT on signing certificate: ";
  private static final String ENTRY = "invalid log entry: ";

  /** What a verifier says; the log itself rejects envelopes that do not fit the certificate. */
  private static final Map<SigstoreFault, String> REASONS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(SigstoreFault.CERTIFICATE_OF_ANOTHER_WORKFLOW, "another workflow"),
              Map.entry(SigstoreFault.CERTIFICATE_OF_UNKNOWN_AUTHORITY, CHAIN),
              Map.entry(SigstoreFault.EXPIRED_CERTIFICATE, CHAIN),
              Map.entry(SigstoreFault.CERTIFICATE_NOT_YET_VALID, CHAIN),
              Map.entry(
                  SigstoreFault.NO_TIMESTAMP,
                  SCT + "Certificate does not contain a signed certificate timestamp extension"),
              Map.entry(
                  SigstoreFault.TIMESTAMP_OF_UNKNOWN_LOG,
                  SCT + "SCT verify failed: keyring: invalid signature"),
              Map.entry(
                  SigstoreFault.TIMESTAMP_OF_ANOTHER_CERTIFICATE,
                  SCT + "SCT verify failed: keyring: invalid signature"),
              Map.entry(
                  SigstoreFault.ENTRY_OF_UNKNOWN_LOG,
                  ENTRY + "checkpoint: invalid signature: keyring: invalid signature"),
              Map.entry(
                  SigstoreFault.ENTRY_OF_ANOTHER_ENVELOPE,
                  "expected SHA256 payload hash in DSSE log entry"),
              Map.entry(
                  SigstoreFault.CHANGED_BODY,
                  ENTRY + "inclusion proof contains invalid root hash: "),
              Map.entry(
                  SigstoreFault.CHANGED_PROMISE,
                  ENTRY + "SET: invalid inclusion promise: keyring: invalid signature"),
              Map.entry(
                  SigstoreFault.CHANGED_PROOF,
                  ENTRY + "inclusion proof contains invalid root hash: "),
              Map.entry(
                  SigstoreFault.CHANGED_ROOT_HASH,
                  ENTRY + "inclusion proof contains invalid root hash: "),
              Map.entry(
                  SigstoreFault.CHANGED_CHECKPOINT,
                  ENTRY + "checkpoint: invalid signature: keyring: invalid signature"),
              Map.entry(
                  SigstoreFault.CHECKPOINT_OF_ANOTHER_TREE,
                  ENTRY + "Inclusion proof contains invalid root hash signature: "),
              Map.entry(SigstoreFault.ENTRY_AFTER_CERTIFICATE, CHAIN),
              Map.entry(SigstoreFault.ENTRY_BEFORE_CERTIFICATE, CHAIN)));

  private static SigstoreFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new SigstoreFixture(new MutableClock());
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CERTIFICATE_OF_ANOTHER_KEY")
  void bundle_fromFalsifiedResponse_isRejected(SigstoreFault fault) throws Exception {
    fixture.instance.falsify(fault);
    ObjectNode bundle = fixture.signer().bundle("{}");

    assertThatThrownBy(() -> verify(bundle))
        .isInstanceOf(VerificationFailed.class)
        .hasMessageStartingWith(REASONS.get(fault));
    verify(fixture.signer().bundle("{}"));
  }

  @Test
  void certificateOfAnotherKey_logRejectsTheEnvelope() throws Exception {
    fixture.instance.falsify(SigstoreFault.CERTIFICATE_OF_ANOTHER_KEY);
    MinimalSigner signer = fixture.signer();
    assertThat(signer.log(signer.proposal(signer.envelope("{}"))).body())
        .contains("could not verify envelope");
  }

  private static void verify(ObjectNode bundle) throws VerificationFailed {
    new SigstoreVerifier(TrustAnchors.read(fixture.instance.trustedRoot()))
        .verify(SignedEnvelope.ofBundle(bundle), SigstoreFaultTest::requireRelease);
  }

  private static void requireRelease(X509Certificate certificate) throws VerificationFailed {
    try {
      List<?> name = certificate.getSubjectAlternativeNames().iterator().next();
      if (!name.get(1).toString().contains("/release.yml@")) {
        throw new VerificationFailed("another workflow");
      }
    } catch (CertificateParsingException e) {
      throw new AssertionError(e);
    }
  }
}

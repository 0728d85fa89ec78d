package dev.trustedpublishing.testkit.sigstore.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.Dsse;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A payload with its signature, the certificate of the signer, and the entry of the log: what the
 * forms of the registries have in common. Immutable.
 */
public final class SignedEnvelope {

  private final X509Certificate certificate;
  private final JsonNode entry;
  private final String payloadType;
  private final byte[] payload;
  private final byte[] signature;

  private SignedEnvelope(
      X509Certificate certificate,
      JsonNode entry,
      String payloadType,
      byte[] payload,
      byte[] signature) {
    this.certificate = certificate;
    this.entry = entry;
    this.payloadType = payloadType;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Reads the form of PyPI (PEP 740). Only its first entry counts.
   *
   * @param attestation the attestation
   * @return its content, not verified
   * @throws VerificationFailed if the certificate can't be read
   */
  public static SignedEnvelope ofAttestation(JsonNode attestation) throws VerificationFailed {
    return new SignedEnvelope(
        certificate(attestation.at("/verification_material/certificate")),
        attestation.at("/verification_material/transparency_entries/0"),
        Dsse.IN_TOTO,
        bytes("statement", attestation.at("/envelope/statement")),
        bytes("signature", attestation.at("/envelope/signature")));
  }

  /**
   * Reads a Sigstore bundle with a DSSE envelope.
   *
   * @param bundle the bundle
   * @return its content, not verified
   * @throws VerificationFailed if a part is missing
   */
  public static SignedEnvelope ofBundle(JsonNode bundle) throws VerificationFailed {
    JsonNode signatures = bundle.at("/dsseEnvelope/signatures");
    if (signatures.size() != 1) {
      throw new VerificationFailed("DSSE: exactly 1 signature allowed, got " + signatures.size());
    }
    return new SignedEnvelope(
        certificate(bundle.at("/verificationMaterial/certificate/rawBytes")),
        bundle.at("/verificationMaterial/tlogEntries/0"),
        bundle.at("/dsseEnvelope/payloadType").asText(),
        bytes("payload", bundle.at("/dsseEnvelope/payload")),
        bytes("signature", signatures.path(0).path("sig")));
  }

  X509Certificate certificate() {
    return certificate;
  }

  JsonNode entry() {
    return entry;
  }

  byte[] payload() {
    return payload.clone();
  }

  byte[] signature() {
    return signature.clone();
  }

  byte[] signedBytes() {
    return Dsse.signedBytes(payloadType, payload);
  }

  private static X509Certificate certificate(JsonNode base64) throws VerificationFailed {
    try {
      return Certificates.read(bytes("certificate", base64));
    } catch (CertificateException e) {
      throw new VerificationFailed("invalid X.509 certificate");
    }
  }

  static byte[] bytes(String name, JsonNode base64) throws VerificationFailed {
    try {
      return Base64.getDecoder().decode(base64.asText());
    } catch (IllegalArgumentException e) {
      throw new VerificationFailed(name + ": not base64");
    }
  }
}

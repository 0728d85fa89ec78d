package dev.trustedpublishing.testkit.sigstore.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signed statements with the rules, the order and the messages of sigstore-python
 * (sigstore/verify/verifier.py), which PyPI uses; only version 1 of Rekor. Safe for use by several
 * threads.
 */
public final class SigstoreVerifier {

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  private final JsonMapper json = new JsonMapper();
  private final TrustAnchors anchors;

  /**
   * Creates a verifier.
   *
   * @param anchors whom it trusts
   */
  public SigstoreVerifier(TrustAnchors anchors) {
    this.anchors = anchors;
  }

  /**
   * Creates a verifier if there is something to trust.
   *
   * @param trustedRoot JSON, or null
   * @return the verifier; empty without a trusted root
   * @throws IllegalArgumentException if it can't be read
   */
  public static Optional<SigstoreVerifier> of(@Nullable String trustedRoot) {
    return Optional.ofNullable(trustedRoot).map(TrustAnchors::read).map(SigstoreVerifier::new);
  }

  /**
   * Verifies a signed statement.
   *
   * @param envelope the statement
   * @param policy who may have signed it
   * @throws VerificationFailed for the first thing that is wrong
   */
  public void verify(SignedEnvelope envelope, SignerPolicy policy) throws VerificationFailed {
    X509Certificate certificate = envelope.certificate();
    Instant time = time(envelope.entry());
    X509Certificate issuer =
        anchors
            .issuer(certificate, time)
            .orElseThrow(() ->
                new VerificationFailed(
                    "failed to build timestamp certificate chain: validation failed: candidates"
                        + " exhausted: all candidates exhausted with no interior errors"));
    within(
        "failed to verify SCT on signing certificate: ",
        () -> new TimestampCheck(anchors.ctLogs()).verify(certificate, issuer));
    checkUsage(certificate);
    policy.check(certificate);
    within("invalid log entry: ", () -> new LogEntryCheck(anchors.logs()).verify(envelope.entry()));
    if (!EcKey.verifies(certificate.getPublicKey(), envelope.signedBytes(), envelope.signature())) {
      throw new VerificationFailed("DSSE: invalid signature");
    }
    checkBody(envelope);
  }

  /** A step whose failures are reported with a prefix. */
  private interface Step {
    void run() throws VerificationFailed;
  }

  private static void within(String prefix, Step step) throws VerificationFailed {
    try {
      step.run();
    } catch (VerificationFailed e) {
      throw new VerificationFailed(prefix + e.reason());
    }
  }

  /** The time of the log counts only with its promise, which is verified later. */
  private static Instant time(JsonNode entry) throws VerificationFailed {
    long seconds = entry.path("integratedTime").asLong();
    if (seconds == 0 || !entry.path("inclusionPromise").has("signedEntryTimestamp")) {
      throw new VerificationFailed("not enough sources of verified time");
    }
    JsonNode kind = entry.path("kindVersion");
    if (!List.of("dsse", "hashedrekord").contains(kind.path("kind").asText())
        || !kind.path("version").asText().equals("0.0.1")) {
      throw new VerificationFailed(
          "Integrated time only supported for dsse/hashedrekord 0.0.1 types");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static void checkUsage(X509Certificate certificate) throws VerificationFailed {
    boolean[] usage = certificate.getKeyUsage();
    if (usage == null || !usage[0]) {
      throw new VerificationFailed("Key usage is not of type `digital signature`");
    }
    List<String> extended;
    try {
      extended = Optional.ofNullable(certificate.getExtendedKeyUsage()).orElse(List.of());
    } catch (GeneralSecurityException e) {
      extended = List.of();
    }
    if (!extended.contains(CODE_SIGNING)) {
      throw new VerificationFailed("Extended usage does not contain `code signing`");
    }
  }

  /** The hash of the envelope can't be checked: how it was written is not known. */
  private void checkBody(SignedEnvelope envelope) throws VerificationFailed {
    JsonNode kind = envelope.entry().path("kindVersion").path("kind");
    if (!kind.asText().equals("dsse")) {
      throw new VerificationFailed("Unsupported DSSE log entry type: " + kind.asText() + "/0.0.1");
    }
    JsonNode spec = body(envelope).path("spec");
    JsonNode payloadHash = spec.path("payloadHash");
    if (!payloadHash.path("algorithm").asText().equals("sha256")) {
      throw new VerificationFailed("expected SHA256 payload hash in DSSE log entry");
    }
    if (!payloadHash.path("value").asText().equals(Hashes.sha256Hex(envelope.payload()))) {
      throw new VerificationFailed("log entry payload hash does not match bundle");
    }
    JsonNode signatures = spec.path("signatures");
    if (signatures.size() != 1
        || !signatures.at("/0/signature").asText().equals(base64(envelope.signature()))
        || !signatures.at("/0/verifier").asText().equals(base64(pem(envelope)))) {
      throw new VerificationFailed("log entry signatures do not match bundle");
    }
  }

  private JsonNode body(SignedEnvelope envelope) throws VerificationFailed {
    byte[] body =
        SignedEnvelope.bytes("canonicalizedBody", envelope.entry().path("canonicalizedBody"));
    try {
      JsonNode read = json.readTree(body);
      if (read.path("kind").asText().equals("dsse")
          && read.path("apiVersion").asText().equals("0.0.1")) {
        return read;
      }
    } catch (IOException e) {
      throw new VerificationFailed("invalid DSSE log entry: " + e.getMessage());
    }
    throw new VerificationFailed("invalid DSSE log entry: unexpected kind or version");
  }

  private static byte[] pem(SignedEnvelope envelope) {
    return Certificates.pem(envelope.certificate()).getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

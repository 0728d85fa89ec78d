package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.Dsse;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A proposed entry of the kind {@code dsse}, version 0.0.1 (sigstore/rekor,
 * pkg/types/dsse/v0.0.1/entry.go). Only certificates are accepted as verifiers. Stateless,
 * thread-safe.
 */
final class DsseProposal {

  private final JsonMapper json = new JsonMapper();

  /** An entry that the log does not accept, with its message. */
  static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;

    Rejected(String message) {
      super("error processing entry: " + message);
    }
  }

  /**
   * Verifies the envelope, and reduces it to what the log keeps.
   *
   * @return the canonical body
   */
  byte[] canonicalBody(JsonNode proposed) throws Rejected {
    if (!proposed.path("kind").asText().equals("dsse")
        || !proposed.path("apiVersion").asText().equals("0.0.1")) {
      throw new Rejected(
          "entry kind '%s' with version '%s' is not supported"
              .formatted(proposed.path("kind").asText(), proposed.path("apiVersion").asText()));
    }
    JsonNode content = proposed.at("/spec/proposedContent");
    String envelope = content.path("envelope").asText();
    byte[] payload = payload(envelope);
    return LogEntry.canonical(
        Map.of(
            "apiVersion",
            "0.0.1",
            "kind",
            "dsse",
            "spec",
            Map.of(
                "envelopeHash",
                sha256(envelope.getBytes(StandardCharsets.UTF_8)),
                "payloadHash",
                sha256(payload),
                "signatures",
                signatures(parse(envelope), payload, content.path("verifiers")))));
  }

  private static Map<String, String> sha256(byte[] bytes) {
    return Map.of("algorithm", "sha256", "value", Hashes.sha256Hex(bytes));
  }

  private JsonNode parse(String envelope) throws Rejected {
    try {
      return json.readTree(envelope);
    } catch (JsonProcessingException e) {
      throw new Rejected("payload must be a valid DSSE envelope: " + e.getOriginalMessage());
    }
  }

  private byte[] payload(String envelope) throws Rejected {
    return base64("payload", parse(envelope).path("payload"));
  }

  /** Each signature with the certificate that verifies it, in the order of the signatures. */
  private static List<Map<String, String>> signatures(
      JsonNode envelope, byte[] payload, JsonNode verifiers) throws Rejected {
    byte[] signed = Dsse.signedBytes(envelope.path("payloadType").asText(), payload);
    Map<String, String> bySignature = new TreeMap<>();
    for (JsonNode verifier : verifiers) {
      X509Certificate certificate = certificate(base64("verifiers", verifier));
      List<String> accepted = accepted(envelope.path("signatures"), signed, certificate);
      if (accepted.isEmpty()) {
        throw new Rejected(
            "could not verify envelope: accepted signatures do not match threshold, Found: 0,"
                + " Expected 1");
      }
      String pem = Certificates.pem(certificate);
      for (String signature : accepted) {
        bySignature.put(
            signature, Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
      }
    }
    if (bySignature.isEmpty() || bySignature.size() != envelope.path("signatures").size()) {
      throw new Rejected("all signatures must have a key that verifies it");
    }
    return bySignature.entrySet().stream()
        .map(entry -> Map.of("signature", entry.getKey(), "verifier", entry.getValue()))
        .toList();
  }

  private static List<String> accepted(
      JsonNode signatures, byte[] signed, X509Certificate certificate) throws Rejected {
    List<String> accepted = new ArrayList<>();
    for (JsonNode signature : signatures) {
      byte[] bytes = base64("sig", signature.path("sig"));
      if (EcKey.verifies(certificate.getPublicKey(), signed, bytes)) {
        accepted.add(signature.path("sig").textValue());
      }
    }
    return accepted;
  }

  private static X509Certificate certificate(byte[] pem) throws Rejected {
    try {
      return Certificates.read(pem);
    } catch (CertificateException e) {
      throw new Rejected("could not parse public key as x509: invalid PEM block");
    }
  }

  private static byte[] base64(String name, JsonNode value) throws Rejected {
    try {
      if (value.isTextual() && !value.textValue().isEmpty()) {
        return Base64.getDecoder().decode(value.textValue());
      }
    } catch (IllegalArgumentException e) {
      throw new Rejected(name + " is not base64");
    }
    throw new Rejected(name + " is missing");
  }
}

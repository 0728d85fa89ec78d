package dev.trustedpublishing.attestation.sigstore.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A signed statement (DSSE 1.0): one payload, one signature, no key id. Immutable.
 *
 * @param payload the statement, in Base64
 * @param signature the signature, in Base64
 */
public record Envelope(String payload, String signature) {
  private static final String TYPE = "application/vnd.in-toto+json";

  public static Envelope sign(String statement, EphemeralKey key) {
    byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
    return new Envelope(base64(payload), base64(key.sign(preAuthenticationEncoding(payload))));
  }

  /** What is signed: type and payload with their lengths, so that neither can be mistaken. */
  public byte[] signedBytes() {
    return preAuthenticationEncoding(payloadBytes());
  }

  public byte[] payloadBytes() {
    return Base64.getDecoder().decode(payload);
  }

  /** The form of bundles and of the transparency log. */
  public Map<String, Object> members() {
    return Map.of(
        "payload", payload, "payloadType", TYPE, "signatures", List.of(Map.of("sig", signature)));
  }

  /** The JSON text that is logged; the log keeps its digest. */
  public String json() {
    // Base64 and the type need no escapes.
    return "{\"payload\":\"%s\",\"payloadType\":\"%s\",\"signatures\":[{\"sig\":\"%s\"}]}"
        .formatted(payload, TYPE, signature);
  }

  private static byte[] preAuthenticationEncoding(byte[] payload) {
    ByteArrayOutputStream encoding = new ByteArrayOutputStream();
    encoding.writeBytes(
        "DSSEv1 %s %s %s "
            .formatted(TYPE.length(), TYPE, payload.length)
            .getBytes(StandardCharsets.US_ASCII));
    encoding.writeBytes(payload);
    return encoding.toByteArray();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

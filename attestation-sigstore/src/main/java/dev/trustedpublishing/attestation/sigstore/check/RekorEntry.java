package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.attestation.sigstore.signature.Envelope;
import dev.trustedpublishing.attestation.sigstore.trust.TrustedLog;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry of a transparency log (Rekor v1, {@code dsse} 0.0.1). Immutable.
 *
 * @param body what the log stores, in Base64
 * @param integratedTime when the log received it, in seconds since 1970
 * @param logId the SHA-256 of the log's key, in hex
 * @param logIndex the index of the entry in all trees of the log
 * @param promise the signed promise of the log to include it, in Base64
 * @param proof the proof that it is included
 */
public record RekorEntry(
    String body,
    long integratedTime,
    String logId,
    long logIndex,
    String promise,
    InclusionProof proof) {
  private static final long LAST_TIME = 253_402_300_799L;

  /**
   * Reads an entry.
   *
   * @param entry the entry as Rekor v1 returns it
   * @throws JsonException if it has another form
   */
  public static RekorEntry of(JsonObject entry) {
    JsonObject verification = required(entry, "verification");
    return new RekorEntry(
        entry.requireText("body"),
        time(entry),
        entry.requireText("logID"),
        number(entry, "logIndex"),
        verification.requireText("signedEntryTimestamp"),
        InclusionProof.of(required(verification, "inclusionProof")));
  }

  /** Up to the end of the year 9999, as long as Java's calendars go. */
  private static long time(JsonObject entry) {
    long time = number(entry, "integratedTime");
    if (time > LAST_TIME) {
      throw new JsonException("'integratedTime' is not a time");
    }
    return time;
  }

  private static JsonObject required(JsonObject object, String name) {
    return object.object(name).orElseThrow(() -> new JsonException("'" + name + "' is missing"));
  }

  static long number(JsonObject object, String name) {
    long value =
        object.wholeNumber(name).orElseThrow(() -> new JsonException("'" + name + "' is missing"));
    if (value < 0) {
      throw new JsonException("'" + name + "' is negative");
    }
    return value;
  }

  static byte[] bytes(String name, String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new JsonException("'" + name + "' is not hexadecimal", e);
    }
  }

  /** The form of bundles ({@code TransparencyLogEntry}). */
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("logIndex", Long.toString(logIndex));
    members.put(
        "logId", Map.of("keyId", Base64.getEncoder().encodeToString(bytes("logID", logId))));
    Map<String, Object> kind = new LinkedHashMap<>();
    kind.put("kind", "dsse");
    kind.put("version", "0.0.1");
    members.put("kindVersion", kind);
    members.put("integratedTime", Long.toString(integratedTime));
    members.put("inclusionPromise", Map.of("signedEntryTimestamp", promise));
    members.put("inclusionProof", proof.members());
    members.put("canonicalizedBody", body);
    return members;
  }

  /**
   * Verifies the entry: signed and included by a trusted log, for this envelope, within the
   * validity of the certificate.
   *
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code publish.signing-untrusted}
   */
  public void check(Envelope envelope, SigningCertificate certificate, Instant now) {
    try {
      checkInclusion(certificate, now);
      if (!Arrays.equals(decoded("body", body), expectedBody(envelope, certificate))) {
        throw Untrusted.entry("an entry about something else", "the envelope that was sent");
      }
    } catch (JsonException e) {
      throw Untrusted.entry("an entry in which " + e.getMessage(), "a signed entry");
    }
  }

  void checkInclusion(SigningCertificate certificate, Instant now) {
    Instant time = Instant.ofEpochSecond(integratedTime);
    certificate.checkAt(time);
    TrustedLog log =
        certificate
            .root()
            .entryLog(logId, time)
            .orElseThrow(() -> Untrusted.entry("the log " + logId, "a log that is trusted"));
    checkPromise(log, time);
    proof.check(decoded("body", body), log, time);
    if (time.isAfter(now.plus(SigningCertificate.LEEWAY))) {
      throw Untrusted.entry(
          "an entry of " + time + "; the local time is " + now,
          "an entry that is not in the future; check the clock of this machine");
    }
  }

  private void checkPromise(TrustedLog log, Instant time) {
    // In canonical form (RFC 8785): both texts are Base64 and hex, which need no escapes.
    decoded("body", body);
    String signed =
        "{\"body\":\"%s\",\"integratedTime\":%s,\"logID\":\"%s\",\"logIndex\":%s}"
            .formatted(body, integratedTime, logId, logIndex);
    if (!log.hasSigned(
        signed.getBytes(StandardCharsets.US_ASCII), decoded("promise", promise), time)) {
      throw Untrusted.entry("a promise that the log did not sign", "the signature of the log");
    }
  }

  /** What Rekor makes of an envelope and stores, in canonical form. */
  private static byte[] expectedBody(Envelope envelope, SigningCertificate certificate) {
    String verifier =
        Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.US_ASCII));
    return ("{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"envelopeHash\":"
            + sha256(envelope.json().getBytes(StandardCharsets.US_ASCII))
            + ",\"payloadHash\":"
            + sha256(envelope.payloadBytes())
            + ",\"signatures\":[{\"signature\":\""
            + envelope.signature()
            + "\",\"verifier\":\""
            + verifier
            + "\"}]}}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String sha256(byte[] bytes) {
    try {
      return "{\"algorithm\":\"sha256\",\"value\":\"%s\"}"
          .formatted(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform supports SHA-256.", e);
    }
  }

  private static byte[] decoded(String name, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new JsonException("'" + name + "' is not Base64", e);
    }
  }
}

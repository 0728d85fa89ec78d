package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * An entry as the log describes it (sigstore/rekor, openapi.yaml). Immutable.
 *
 * @param body the canonical body, base64
 * @param integratedTime when it was added, in seconds
 * @param logId the SHA-256 of the log's public key, hex
 * @param logIndex its index in all trees of the log
 * @param proof the proof that the tree contains it
 * @param promise the signed entry timestamp, base64
 */
record LogEntry(
    String body, long integratedTime, String logId, long logIndex, Proof proof, String promise) {

  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /**
   * The proof that a tree contains an entry. Immutable.
   *
   * @param index the entry's index in this tree
   * @param rootHash the root of the tree, hex
   * @param treeSize how many leaves the tree has
   * @param hashes the audit path, hex
   * @param checkpoint the signed root
   */
  record Proof(
      long index, String rootHash, long treeSize, List<String> hashes, String checkpoint) {}

  /**
   * Canonical JSON (RFC 8785) of text and whole numbers: the texts contain nothing that Jackson
   * would escape in another way.
   */
  static byte[] canonical(Map<String, ?> object) {
    try {
      return CANONICAL.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of text can be written", e);
    }
  }

  /** What the promise signs. */
  byte[] promised() {
    return canonical(
        Map.of(
            "body", body, "integratedTime", integratedTime, "logID", logId, "logIndex", logIndex));
  }

  LogEntry withPromise(byte[] signature) {
    return new LogEntry(
        body,
        integratedTime,
        logId,
        logIndex,
        proof,
        Base64.getEncoder().encodeToString(signature));
  }

  LogEntry withBody(String other) {
    return new LogEntry(other, integratedTime, logId, logIndex, proof, promise);
  }

  LogEntry withProof(Proof other) {
    return new LogEntry(body, integratedTime, logId, logIndex, other, promise);
  }

  Map<String, Object> toJson() {
    return Map.of(
        "body",
        body,
        "integratedTime",
        integratedTime,
        "logID",
        logId,
        "logIndex",
        logIndex,
        "verification",
        Map.of(
            "inclusionProof",
            Map.of(
                "checkpoint",
                proof.checkpoint(),
                "hashes",
                proof.hashes(),
                "logIndex",
                proof.index(),
                "rootHash",
                proof.rootHash(),
                "treeSize",
                proof.treeSize()),
            "signedEntryTimestamp",
            promise));
  }
}

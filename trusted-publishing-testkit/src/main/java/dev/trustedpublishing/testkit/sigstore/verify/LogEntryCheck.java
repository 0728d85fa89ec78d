package dev.trustedpublishing.testkit.sigstore.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies that the log contains an entry: inclusion proof, checkpoint and promise, in the order of
 * sigstore-python (sigstore/models.py). Immutable.
 */
record LogEntryCheck(TrustAnchors.Keyring keys) {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};
  private static final int KEY_HINT_LENGTH = 4;
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern SIGNATURE = Pattern.compile("\u2014 (\\S+) (\\S+)\n");

  void verify(JsonNode entry) throws VerificationFailed {
    verifyProof(entry);
    verifyCheckpoint(entry);
    verifyPromise(entry);
  }

  private static void verifyProof(JsonNode entry) throws VerificationFailed {
    JsonNode proof = entry.path("inclusionProof");
    long index = proof.path("logIndex").asLong();
    long size = proof.path("treeSize").asLong();
    List<byte[]> hashes = new ArrayList<>();
    for (JsonNode hash : proof.path("hashes")) {
      hashes.add(bytes("hashes", hash));
    }
    // Below this height the path may turn to both sides, above it to the left only.
    int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
    int expected = inner == Long.SIZE ? inner : inner + Long.bitCount(index >> inner);
    if (hashes.size() != expected) {
      throw new VerificationFailed(
          "inclusion proof has wrong size: expected " + expected + ", got " + hashes.size());
    }
    byte[] hash = Hashes.sha256(LEAF, bytes("canonicalizedBody", entry.path("canonicalizedBody")));
    for (int i = 0; i < hashes.size(); i++) {
      boolean isLeft = i < inner && (index >> i & 1) == 0;
      hash =
          isLeft
              ? Hashes.sha256(NODE, hash, hashes.get(i))
              : Hashes.sha256(NODE, hashes.get(i), hash);
    }
    byte[] root = bytes("rootHash", proof.path("rootHash"));
    if (!Arrays.equals(hash, root)) {
      throw new VerificationFailed(
          "inclusion proof contains invalid root hash: expected %s, calculated %s"
              .formatted(HEX.formatHex(root), HEX.formatHex(hash)));
    }
  }

  private void verifyCheckpoint(JsonNode entry) throws VerificationFailed {
    String text = entry.at("/inclusionProof/checkpoint/envelope").asText();
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new VerificationFailed(
          text.isEmpty()
              ? "Inclusion proof does not contain a checkpoint"
              : "note must contain one blank line, delineating the text from the signature block");
    }
    String note = text.substring(0, end + 1);
    verifySignature(note, text.substring(end + 2), logId(entry));
    String[] lines = note.split("\n", -1);
    String signed = lines.length < 4 ? "" : hex(lines[2]);
    String root = HEX.formatHex(bytes("rootHash", entry.at("/inclusionProof/rootHash")));
    if (!signed.equals(root)) {
      throw new VerificationFailed(
          "Inclusion proof contains invalid root hash signature: expected %s got %s"
              .formatted(signed, root));
    }
  }

  private void verifySignature(String note, String signatures, String logId)
      throws VerificationFailed {
    Matcher matcher = SIGNATURE.matcher(signatures);
    while (matcher.find()) {
      byte[] blob = decode("checkpoint", matcher.group(2));
      byte[] hint = Arrays.copyOf(blob, KEY_HINT_LENGTH);
      if (blob.length > KEY_HINT_LENGTH && logId.startsWith(HEX.formatHex(hint))) {
        byte[] signature = Arrays.copyOfRange(blob, KEY_HINT_LENGTH, blob.length);
        try {
          keys.verify(logId, note.getBytes(StandardCharsets.UTF_8), signature);
          return;
        } catch (VerificationFailed e) {
          throw new VerificationFailed("checkpoint: invalid signature: " + e.reason());
        }
      }
    }
    throw new VerificationFailed("checkpoint: Signature not found for log ID " + logId);
  }

  private void verifyPromise(JsonNode entry) throws VerificationFailed {
    // Canonical JSON: the names are sorted, and no value needs an escape.
    String promised =
        "{\"body\":\"%s\",\"integratedTime\":%s,\"logID\":\"%s\",\"logIndex\":%s}"
            .formatted(
                entry.path("canonicalizedBody").asText(),
                entry.path("integratedTime").asLong(),
                logId(entry),
                entry.path("logIndex").asLong());
    byte[] signature =
        bytes("signedEntryTimestamp", entry.at("/inclusionPromise/signedEntryTimestamp"));
    try {
      keys.verify(logId(entry), promised.getBytes(StandardCharsets.UTF_8), signature);
    } catch (VerificationFailed e) {
      throw new VerificationFailed("SET: invalid inclusion promise: " + e.reason());
    }
  }

  private static String logId(JsonNode entry) throws VerificationFailed {
    return HEX.formatHex(bytes("logId", entry.at("/logId/keyId")));
  }

  private static String hex(String base64) throws VerificationFailed {
    return HEX.formatHex(decode("checkpoint", base64));
  }

  private static byte[] bytes(String name, JsonNode base64) throws VerificationFailed {
    return SignedEnvelope.bytes(name, base64);
  }

  private static byte[] decode(String name, String base64) throws VerificationFailed {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new VerificationFailed(name + ": not base64");
    }
  }
}

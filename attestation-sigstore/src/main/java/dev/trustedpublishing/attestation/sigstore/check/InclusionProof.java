package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.attestation.sigstore.trust.TrustedLog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proof that a log contains an entry (RFC 6962, 2.1.1). Immutable.
 *
 * @param logIndex the index of the entry in its tree
 * @param rootHash the hash of the tree, in hex
 * @param treeSize the number of entries of the tree
 * @param hashes the hashes of the siblings, in hex
 * @param checkpoint the signed statement of the log about the tree
 */
record InclusionProof(
    long logIndex, String rootHash, long treeSize, List<String> hashes, String checkpoint) {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  static InclusionProof of(JsonObject proof) {
    return new InclusionProof(
        RekorEntry.number(proof, "logIndex"),
        proof.requireText("rootHash"),
        RekorEntry.number(proof, "treeSize"),
        proof.texts("hashes"),
        proof.requireText("checkpoint"));
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("logIndex", Long.toString(logIndex));
    members.put("rootHash", base64(rootHash));
    members.put("treeSize", Long.toString(treeSize));
    members.put("hashes", hashes.stream().map(InclusionProof::base64).toList());
    members.put("checkpoint", Map.of("envelope", checkpoint));
    return members;
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(RekorEntry.bytes("hash", hex));
  }

  void check(byte[] entry, TrustedLog log, Instant time) {
    byte[] root = RekorEntry.bytes("rootHash", rootHash);
    if (!Arrays.equals(root, rootOf(entry))) {
      throw refused("an inclusion proof for another entry", "a proof for this entry");
    }
    Checkpoint signed = Checkpoint.of(checkpoint);
    signed.check(log, time);
    if (!signed.rootHash().equals(rootHash.toLowerCase(Locale.ROOT))
        || treeSize != signed.treeSize()) {
      throw refused("a checkpoint of another tree", "the tree of the inclusion proof");
    }
  }

  private byte[] rootOf(byte[] entry) {
    if (logIndex < 0 || logIndex >= treeSize) {
      throw refused("the index " + logIndex + " in a tree of " + treeSize, "an index in the tree");
    }
    int inner = Long.SIZE - Long.numberOfLeadingZeros(logIndex ^ (treeSize - 1));
    int border = Long.bitCount(logIndex >>> inner);
    if (hashes.size() != inner + border) {
      throw refused(hashes.size() + " hashes", inner + border + " hashes");
    }
    byte[] hash = sha256(LEAF, entry, new byte[0]);
    for (int i = 0; i < hashes.size(); i++) {
      byte[] sibling = RekorEntry.bytes("hashes", hashes.get(i));
      boolean isLeft = i < inner && (logIndex >>> i & 1) == 0;
      hash = isLeft ? sha256(NODE, hash, sibling) : sha256(NODE, sibling, hash);
    }
    return hash;
  }

  private static byte[] sha256(byte kind, byte[] left, byte[] right) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(kind);
      digest.update(left);
      return digest.digest(right);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform supports SHA-256.", e);
    }
  }

  private static TrustedPublishingException refused(String found, String expected) {
    return Untrusted.entry(found, expected);
  }
}

package dev.trustedpublishing.testkit.sigstore;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Changes one byte of an entry that the log has signed. Stateless, thread-safe. */
final class EntryChange {

  private EntryChange() {}

  static LogEntry apply(SigstoreFault fault, LogEntry entry) {
    LogEntry.Proof proof = entry.proof();
    return switch (fault) {
      case CHANGED_BODY -> entry.withBody(changedBase64(entry.body()));
      case CHANGED_PROMISE ->
          entry.withPromise(changed(Base64.getDecoder().decode(entry.promise())));
      case CHANGED_PROOF -> {
        List<String> hashes = new ArrayList<>(proof.hashes());
        hashes.set(0, changedHex(hashes.get(0)));
        yield entry.withProof(
            new LogEntry.Proof(
                proof.index(), proof.rootHash(), proof.treeSize(), hashes, proof.checkpoint()));
      }
      case CHANGED_ROOT_HASH ->
          entry.withProof(
              new LogEntry.Proof(
                  proof.index(),
                  changedHex(proof.rootHash()),
                  proof.treeSize(),
                  proof.hashes(),
                  proof.checkpoint()));
      case CHANGED_CHECKPOINT -> {
        String text = proof.checkpoint();
        int start = text.lastIndexOf(' ') + 1;
        String signature = text.substring(start).strip();
        yield entry.withProof(
            new LogEntry.Proof(
                proof.index(),
                proof.rootHash(),
                proof.treeSize(),
                proof.hashes(),
                text.substring(0, start) + changedBase64(signature) + "\n"));
      }
      default -> entry;
    };
  }

  private static String changedBase64(String text) {
    return Base64.getEncoder().encodeToString(changed(Base64.getDecoder().decode(text)));
  }

  private static String changedHex(String text) {
    return HexFormat.of().formatHex(changed(HexFormat.of().parseHex(text)));
  }

  /** The last byte belongs to a value, also of signatures and JSON. */
  private static byte[] changed(byte[] bytes) {
    byte[] copy = bytes.clone();
    copy[copy.length - 1] ^= 1;
    return copy;
  }
}

package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.sigstore.crypto.Curve;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import dev.trustedpublishing.testkit.sigstore.crypto.LogTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rekor, version 1 (sigstore/rekor, openapi.yaml and pkg/api/entries.go): a log of signatures. Safe
 * for use by several threads.
 */
final class RekorServer {

  /**
   * The entries of earlier trees, as at the public instance: the index of an entry in the log
   * differs from that in its tree.
   */
  private static final long EARLIER_ENTRIES = 4_163_431;

  private static final int KEY_HINT_LENGTH = 4;
  private static final String UUID = "[0-9a-fA-F]{64}|[0-9a-fA-F]{80}";
  private static final int LEAF_HASH_LENGTH = 64;
  private static final long CLOCK_OFFSET = Duration.ofHours(1).toSeconds();
  private static final HexFormat HEX = HexFormat.of();

  private final JsonMapper json = new JsonMapper();
  private final DsseProposal proposals = new DsseProposal();
  private final EcKey key = EcKey.generate(Curve.P256);
  private final String host;
  private final long treeId = new SecureRandom().nextLong(1, Long.MAX_VALUE);
  private final Clock clock;
  private final ContentFaults faults;
  private final LogTree tree = new LogTree();
  private final List<Leaf> leaves = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();

  RekorServer(String host, Clock clock, ContentFaults faults) {
    this.host = host;
    this.clock = clock;
    this.faults = faults;
    // Proofs of a tree with a single leaf are empty, which those of a real log never are.
    add(LogEntry.canonical(Map.of("apiVersion", "0.0.1", "kind", "dsse", "spec", Map.of())));
  }

  /** What is stored of an entry. Immutable. */
  private record Leaf(String body, long integratedTime) {}

  /** An entry and the tree at one point in time. Immutable. */
  private record Snapshot(Leaf leaf, int index, int size, String rootHash, List<String> hashes) {}

  EcKey key() {
    return key;
  }

  /** The entries that were accepted, oldest first. */
  synchronized List<LoggedEntry> entries() {
    List<LoggedEntry> entries = new ArrayList<>();
    for (int i = 1; i < leaves.size(); i++) {
      byte[] body = Base64.getDecoder().decode(leaves.get(i).body());
      entries.add(
          new LoggedEntry(
              uuid(body), EARLIER_ENTRIES + i, new String(body, StandardCharsets.UTF_8)));
    }
    return entries;
  }

  Answer create(Request request) throws IOException {
    byte[] body;
    try {
      body = proposals.canonicalBody(json.readTree(request.text()));
    } catch (JsonProcessingException e) {
      return error(400, "parsing body body from \"\" failed: " + e.getOriginalMessage());
    } catch (DsseProposal.Rejected e) {
      return error(400, String.valueOf(e.getMessage()));
    }
    String uuid = uuid(body);
    String location = request.target() + "/" + uuid;
    if (!add(body)) {
      String message =
          "an equivalent entry already exists in the transparency log with UUID " + uuid;
      return error(409, message).withHeader("Location", location);
    }
    return answer(201, uuid).withHeader("Location", location).withHeader("ETag", uuid);
  }

  Answer find(String uuid) {
    if (!uuid.matches(UUID)) {
      return Answer.json(
          422,
          Map.of(
              "code",
              605,
              "message",
              "entryUUID in path should match '^([0-9a-fA-F]{64}|[0-9a-fA-F]{80})$'"));
    }
    String leafHash = uuid.substring(uuid.length() - LEAF_HASH_LENGTH);
    String full = HEX.toHexDigits(treeId) + leafHash;
    return isKnown(full) ? answer(200, full) : Answer.text(404, "application/json", "");
  }

  private static Answer error(int status, String message) {
    return Answer.json(status, Map.of("code", status, "message", message));
  }

  private Answer answer(int status, String uuid) {
    SigstoreFault fault = faults.next(SigstoreEndpoint.CREATE_ENTRY);
    boolean another = fault == SigstoreFault.ENTRY_OF_ANOTHER_ENVELOPE;
    return Answer.json(
        status, Map.of(uuid, entry(snapshot(another ? 0 : index(uuid)), fault).toJson()));
  }

  private String uuid(byte[] body) {
    return HEX.toHexDigits(treeId) + HEX.formatHex(LogTree.leafHash(body));
  }

  /** Adds an entry, unless there is an equal one. */
  private synchronized boolean add(byte[] body) {
    if (indexes.putIfAbsent(uuid(body), tree.size()) != null) {
      return false;
    }
    tree.add(body);
    leaves.add(new Leaf(base64(body), clock.instant().getEpochSecond()));
    return true;
  }

  private synchronized boolean isKnown(String uuid) {
    return indexes.containsKey(uuid);
  }

  private synchronized int index(String uuid) {
    Integer index = indexes.get(uuid);
    if (index == null) {
      throw new IllegalArgumentException("not in the log: " + uuid);
    }
    return index;
  }

  private synchronized Snapshot snapshot(int index) {
    return new Snapshot(
        leaves.get(index),
        index,
        tree.size(),
        HEX.formatHex(tree.root()),
        tree.proof(index).stream().map(HEX::formatHex).toList());
  }

  private LogEntry entry(Snapshot snapshot, @Nullable SigstoreFault fault) {
    EcKey signer = fault == SigstoreFault.ENTRY_OF_UNKNOWN_LOG ? EcKey.generate(Curve.P256) : key;
    String checkpointRoot =
        fault == SigstoreFault.CHECKPOINT_OF_ANOTHER_TREE
            ? Hashes.sha256Hex(new byte[0])
            : snapshot.rootHash();
    LogEntry entry =
        new LogEntry(
            snapshot.leaf().body(),
            snapshot.leaf().integratedTime() + offset(fault),
            HEX.formatHex(signer.id()),
            EARLIER_ENTRIES + snapshot.index(),
            new LogEntry.Proof(
                snapshot.index(),
                snapshot.rootHash(),
                snapshot.size(),
                snapshot.hashes(),
                checkpoint(signer, snapshot.size(), checkpointRoot)),
            "");
    return fault == null ? signed(entry, signer) : EntryChange.apply(fault, signed(entry, signer));
  }

  private static LogEntry signed(LogEntry entry, EcKey signer) {
    return entry.withPromise(signer.sign(entry.promised()));
  }

  private static long offset(@Nullable SigstoreFault fault) {
    if (fault == SigstoreFault.ENTRY_AFTER_CERTIFICATE) {
      return CLOCK_OFFSET;
    }
    return fault == SigstoreFault.ENTRY_BEFORE_CERTIFICATE ? -CLOCK_OFFSET : 0;
  }

  /** A signed note (transparency-dev/formats, log/README.md). */
  private String checkpoint(EcKey signer, int size, String rootHash) {
    String note =
        host + " - " + treeId + "\n" + size + "\n" + base64(HEX.parseHex(rootHash)) + "\n";
    byte[] signature = signer.sign(note.getBytes(StandardCharsets.UTF_8));
    byte[] blob =
        ByteBuffer.allocate(KEY_HINT_LENGTH + signature.length)
            .put(signer.id(), 0, KEY_HINT_LENGTH)
            .put(signature)
            .array();
    return note + "\n\u2014 " + host + " " + base64(blob) + "\n";
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

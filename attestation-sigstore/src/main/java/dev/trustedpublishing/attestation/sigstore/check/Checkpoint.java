package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.attestation.sigstore.trust.TrustedLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The statement of a log about its tree: a signed note (golang.org/x/mod/sumdb/note). Its text ends
 * at the blank line, and the signatures cover it with its last line feed.
 *
 * @param text what is signed
 * @param treeSize the number of entries
 * @param rootHash the hash of the tree, in hex
 * @param signatures the decoded signatures: four bytes of the key's id, and the signature
 */
record Checkpoint(String text, long treeSize, String rootHash, List<byte[]> signatures) {
  private static final int MAX_LENGTH = 64 << 10;
  private static final int HINT = 4;
  private static final String SIGNATURE = "\u2014 ";

  static Checkpoint of(String note) {
    int end = note.indexOf("\n\n") + 1;
    if (end == 0 || note.length() > MAX_LENGTH) {
      throw Untrusted.entry("not a checkpoint", "a signed checkpoint");
    }
    try {
      String[] lines = note.substring(0, end).split("\n", -1);
      List<byte[]> signatures = new ArrayList<>();
      for (String line : note.substring(end + 1).lines().toList()) {
        if (!line.startsWith(SIGNATURE)) {
          throw new IllegalArgumentException("not a signature");
        }
        signatures.add(Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1)));
      }
      return new Checkpoint(
          note.substring(0, end),
          Long.parseLong(lines[1]),
          HexFormat.of().formatHex(Base64.getDecoder().decode(lines[2])),
          signatures);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Untrusted.entry("a checkpoint that can't be read", "a signed checkpoint");
    }
  }

  void check(TrustedLog log, Instant time) {
    byte[] hint = HexFormat.of().parseHex(log.id().substring(0, 2 * HINT));
    byte[] signed = text.getBytes(StandardCharsets.UTF_8);
    boolean valid =
        signatures.stream()
            .filter(one -> one.length > HINT && Arrays.equals(one, 0, HINT, hint, 0, HINT))
            .anyMatch(
                one -> log.hasSigned(signed, Arrays.copyOfRange(one, HINT, one.length), time));
    if (!valid) {
      throw Untrusted.entry("a checkpoint that the log did not sign", "the signature of the log");
    }
  }
}

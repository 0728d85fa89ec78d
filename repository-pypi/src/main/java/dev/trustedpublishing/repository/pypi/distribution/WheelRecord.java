package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.archive.ZipMember;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the list of files in a wheel. A list that disagrees with the archive is a warning: PyPI
 * accepts the file and writes an e-mail (Warehouse, forklift/legacy.py). Contents are not hashed.
 */
final class WheelRecord {
  private static final int MAX_SHOWN = 5;
  private static final Pattern STRONG_HASH = Pattern.compile("sha(256|384|512)=[A-Za-z0-9_-]++");

  private final ArchiveFile file;
  private final String folder;
  private final byte[] content;
  private final List<String> oddities = new ArrayList<>();

  /**
   * Creates a check.
   *
   * @param file the wheel, for strings
   * @param folder the {@code .dist-info} folder, with a slash at its end
   * @param content the bytes of RECORD
   */
  WheelRecord(ArchiveFile file, String folder, byte[] content) {
    this.file = file;
    this.folder = folder;
    this.content = content;
  }

  /** Compares the list with the archive. */
  void check(Collection<ZipMember> members, FileProblems findings) {
    Map<String, String> listed = read();
    Set<String> unlisted = Set.of(folder + "RECORD", folder + "RECORD.jws", folder + "RECORD.p7s");
    for (ZipMember member : members) {
      String size = listed.remove(member.name());
      if (size == null) {
        note(!member.isFolder() && !unlisted.contains(member.name()), member.name(), "not listed");
      } else {
        boolean other = !size.isEmpty() && !size.equals(String.valueOf(member.size()));
        note(
            other,
            member.name(),
            "listed with " + SafeText.shown(size) + " bytes and has " + member.size());
      }
    }
    listed.keySet().forEach(name -> note(true, name, "listed and missing"));
    if (!oddities.isEmpty()) {
      findings.report(
          "record",
          file.problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, "RECORD disagrees with the archive.")
              .found(shown())
              .expected("every file listed with its SHA-256 and size, and nothing else")
              .remedy(
                  "Build the wheel again, and do not change it afterwards. The index accepts it"
                      + " today and has announced to reject it."));
    }
  }

  private Map<String, String> read() {
    Map<String, String> listed = new HashMap<>();
    int number = 0;
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
      number++;
      int size = line.lastIndexOf(',');
      int hash = line.lastIndexOf(',', size - 1);
      Optional<String> path = hash < 0 ? Optional.empty() : path(line.substring(0, hash));
      if (path.isEmpty()) {
        note(!line.isBlank(), "line " + number, "not 'path,hash,size'");
        continue;
      }
      String name = path.get();
      note(name.endsWith("/"), name, "a folder, and only files are listed");
      // Stripped: the line may end with a carriage return.
      boolean again = listed.put(name, line.substring(size + 1).strip()) != null;
      note(again, name, "listed twice");
      boolean self = name.startsWith(folder + "RECORD");
      boolean strong = STRONG_HASH.matcher(line.substring(hash + 1, size)).matches();
      note(!self && !strong, name, "listed without a SHA-256");
    }
    return listed;
  }

  /** Reads a path, which is quoted if it contains a comma or a quote, as in a CSV file. */
  private static Optional<String> path(String written) {
    int last = written.length() - 1;
    if (!written.startsWith("\"")) {
      boolean plain = written.indexOf('"') < 0 && written.indexOf(',') < 0;
      return plain ? Optional.of(written) : Optional.empty();
    }
    if (last == 0 || written.charAt(last) != '"') {
      return Optional.empty();
    }
    String quoted = written.substring(1, last);
    return quoted.replace("\"\"", "").indexOf('"') < 0
        ? Optional.of(quoted.replace("\"\"", "\""))
        : Optional.empty();
  }

  private void note(boolean odd, String name, String how) {
    if (odd) {
      oddities.add(SafeText.shown(name) + ": " + how);
    }
  }

  private String shown() {
    String more =
        oddities.size() > MAX_SHOWN ? "\nand " + (oddities.size() - MAX_SHOWN) + " more" : "";
    return String.join("\n", oddities.subList(0, Math.min(MAX_SHOWN, oddities.size()))) + more;
  }
}

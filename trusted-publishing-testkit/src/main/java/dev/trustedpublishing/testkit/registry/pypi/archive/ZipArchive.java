package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A ZIP file that PyPI could open. Immutable.
 *
 * @param path the file on disk
 * @param members its members, in the order of the central directory
 */
record ZipArchive(Path path, List<DirectoryEntry> members) {

  private static final long RATIO_FLOOR = 64L << 20;
  private static final double RATIO_LIMIT = 50;

  /**
   * Opens a file.
   *
   * @throws Refusal if it is not a ZIP file, or its unpacked content exceeds PyPI's limits
   */
  static ZipArchive open(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      if (!ZipDirectory.isZip(file)) {
        throw Rejections.invalid("File is not a zipfile");
      }
      if (TarHeader.isTar(path)) {
        throw Rejections.invalid("File is both a zip and a tar file");
      }
      ZipArchive zip = new ZipArchive(path, List.copyOf(new ZipDirectory(file).members()));
      zip.checkCompression();
      return zip;
    }
  }

  /**
   * The content of a member; empty if no member has this name. If two have it, the last is used.
   */
  Optional<byte[]> content(String name) throws IOException {
    Optional<DirectoryEntry> member =
        members.stream()
            .filter(candidate -> candidate.name().equals(name))
            .reduce((first, last) -> last);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    try (FileChannel file = FileChannel.open(path)) {
      return Optional.of(member.get().content(file));
    }
  }

  void checkFraming() throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      new ZipFraming(file, members).check();
    }
  }

  private void checkCompression() throws IOException {
    long unpacked = members.stream().mapToLong(DirectoryEntry::size).sum();
    if (unpacked > RATIO_FLOOR && (double) unpacked / Files.size(path) > RATIO_LIMIT) {
      throw Rejections.invalid("File exceeds compression ratio of 50");
    }
    if (members.stream()
        .anyMatch(member ->
            member.method() != DirectoryEntry.STORED
                && member.method() != DirectoryEntry.DEFLATED)) {
      throw Rejections.invalid("File does not use a supported compression type");
    }
  }
}

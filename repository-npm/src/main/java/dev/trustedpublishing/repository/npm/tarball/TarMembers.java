package dev.trustedpublishing.repository.npm.tarball;

import dev.trustedpublishing.api.SafeText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Goes through the members of a packed package, and refuses what no package has: links, devices,
 * paths that lead out, members that are there twice. Nothing is unpacked to disk.
 *
 * @param file the file, for its name
 */
record TarMembers(PackedFile file) {
  /** The largest package when unpacked, in bytes: 2 GiB. */
  private static final long LARGEST = 2L << 30;

  /** What every package may unpack to, however small it is, in bytes: 64 MiB. */
  private static final long HARMLESS = 64L << 20;

  /** How many times larger than the file that may be; real packages stay below 20. */
  private static final long LARGEST_RATIO = 100;

  /** The most that stands between the contents of two members, in bytes: 1 MiB. */
  private static final long LARGEST_HEADERS = 1L << 20;

  private static final int MOST_MEMBERS = 200_000;

  /** Is shown the members one by one. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Looks at a member.
     *
     * @param path its path in the package: the member's without the first part
     * @param size its size in bytes
     * @param content its content; what is left of it is skipped
     * @return whether to go on
     */
    Next visit(String path, long size, InputStream content)
        throws InvalidFileException, IOException;
  }

  /** What is to happen next. */
  enum Next {
    /** The next member. */
    CONTINUE,
    /** Nothing more. */
    STOP
  }

  /**
   * Goes through all members.
   *
   * @param raw the file's content from its beginning
   * @param visitor is shown the files among them
   * @throws InvalidFileException if it is no package, or one that is refused
   */
  void visit(InputStream raw, Visitor visitor) throws InvalidFileException {
    BufferedInputStream content = new BufferedInputStream(raw);
    try {
      requireGzip(content);
      try (InputStream inflated =
              GzipCompressorInputStream.builder()
                  .setInputStream(content)
                  .setDecompressConcatenated(true)
                  .get();
          MeteredStream metered = new MeteredStream(inflated, limit());
          TarArchiveInputStream tar =
              new TarArchiveInputStream(metered, StandardCharsets.UTF_8.name())) {
        visit(tar, metered, visitor);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw file.badArchive("the archive can't be read.", e);
    }
  }

  private long limit() throws IOException {
    return Math.min(LARGEST, Math.max(HARMLESS, LARGEST_RATIO * Files.size(file.path())));
  }

  private void visit(TarArchiveInputStream tar, MeteredStream metered, Visitor visitor)
      throws InvalidFileException, IOException {
    Set<String> paths = new HashSet<>();
    metered.allow(LARGEST_HEADERS);
    TarArchiveEntry entry;
    while ((entry = tar.getNextEntry()) != null) {
      metered.allow(LARGEST);
      check(entry);
      if (!entry.isDirectory()) {
        String path = pathInPackage(entry);
        remember(path, paths);
        if (visitor.visit(path, entry.getSize(), tar) == Next.STOP) {
          return;
        }
      }
      // Contents are read to their end, so that only headers are left to the next step.
      tar.transferTo(OutputStream.nullOutputStream());
      metered.allow(LARGEST_HEADERS);
    }
    metered.allow(LARGEST);
    // Also what follows belongs to the gzip stream, whose check sum stands at its end.
    metered.transferTo(OutputStream.nullOutputStream());
  }

  private void requireGzip(BufferedInputStream content) throws IOException, InvalidFileException {
    content.mark(2);
    byte[] start = content.readNBytes(2);
    content.reset();
    if (start.length == 0) {
      throw file.badArchive("it is empty.");
    }
    if (start.length < 2 || (start[0] & 0xff) != 0x1f || (start[1] & 0xff) != 0x8b) {
      throw file.badArchive(
          "it is no gzip archive"
              + (start.length == 2 && start[0] == 'P' && start[1] == 'K' ? " but a zip" : "")
              + ", and a package is a tar archive in gzip form.");
    }
  }

  private void check(TarArchiveEntry entry) throws InvalidFileException {
    String name = entry.getName();
    if (!entry.isCheckSumOK()) {
      throw refused(name, "has a header with a wrong check sum");
    }
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw refused(name, "is a link, and npm leaves links out when it unpacks");
    }
    if (entry.isSparse() || entry.isPaxGNUSparse() || entry.isStarSparse()) {
      throw refused(name, "is a sparse member");
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      throw refused(name, "is a device or a pipe");
    }
    boolean leavesFolder =
        name.isEmpty()
            || name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.chars().anyMatch(c -> c < ' ')
            || Arrays.asList(name.split("/", -1)).contains("..");
    if (leavesFolder) {
      throw refused(name, "is empty, absolute, leads out of the folder or is no path at all");
    }
  }

  /** npm cuts off the first part, whatever it is called. */
  private static String pathInPackage(TarArchiveEntry entry) {
    String name = entry.getName();
    return name.substring(name.indexOf('/') + 1);
  }

  private void remember(String path, Set<String> paths) throws InvalidFileException {
    if (!paths.add(path)) {
      throw refused(path, "is there twice, so that readers may differ");
    }
    if (paths.size() > MOST_MEMBERS) {
      throw file.badArchive("it has more than " + MOST_MEMBERS + " members.");
    }
  }

  private InvalidFileException refused(String name, String what) {
    return file.badArchive("the member '" + SafeText.shown(name) + "' " + what + ".");
  }
}

package dev.trustedpublishing.repository.pypi.archive;

import static dev.trustedpublishing.repository.pypi.archive.ZipInput.u16;
import static dev.trustedpublishing.repository.pypi.archive.ZipInput.u32;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileKind;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a ZIP archive from the first to the last byte and checks that every reader sees the same
 * members, whether it uses the local headers or the central directory. PyPI does the same
 * (Warehouse, utils/zipfiles.py). No ZIP library exposes both, so this class reads the records.
 * Contents are skipped except for those of a few members, which are kept compressed; nothing is
 * unpacked.
 *
 * <p>Exactly this is accepted: local headers with their contents, central headers, optionally a
 * ZIP64 end with its locator, one end record, end of file.
 */
public final class ZipLayout {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;

  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int DATA_DESCRIPTOR = 1 << 3;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int MADE_BY_UNIX = 3;
  private static final int TYPE_OF_FILE = 0xf000;
  private static final int SYMBOLIC_LINK = 0xa000;

  private static final long MAX_DIRECTORY = 64L << 20;

  /**
   * PyPI: "File exceeds compression ratio of 50", only above 64 MiB (Warehouse,
   * forklift/legacy.py).
   */
  private static final long FREE_SIZE = 64L << 20;

  private static final long MAX_RATIO = 50;

  private static final String DESCRIPTOR_REMEDY =
      "Write size, compressed size, and CRC into the local header: the index rejects data"
          + " descriptors. Java's ZipOutputStream, JarOutputStream, and zip file system write them"
          + " for deflated entries; call setMethod, setSize, setCompressedSize, and setCrc before"
          + " putNextEntry, or store the entry.";

  private final ArchiveFile file;
  private final Set<String> expected;
  private final Map<String, PackedMember> kept = new HashMap<>();
  private final Map<Long, Local> locals = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<ZipMember> members = new ArrayList<>();
  private final ZipRejection rejected;
  private long directorySize;

  /**
   * The layout of an archive that is still to be read.
   *
   * @param file the archive
   * @param expected the names of the members whose contents are kept, unless they are too large
   */
  public ZipLayout(ArchiveFile file, Set<String> expected) {
    this.file = file;
    this.expected = expected;
    this.rejected = new ZipRejection(file);
  }

  private record Local(String name, int flags, int method, long size, long compressedSize) {}

  /**
   * Reads the archive and checks it.
   *
   * @param raw its content
   * @throws InvalidFileException if it is broken, or if two readers could see different things
   * @throws IOException if the file can't be read
   */
  public void check(InputStream raw) throws InvalidFileException, IOException {
    BufferedInputStream content = new BufferedInputStream(raw);
    FileKind kind = FileKind.of(content);
    if (kind != FileKind.ZIP) {
      throw file.invalid(
          "it is " + kind + ", and a wheel is a ZIP archive that starts with its first member.");
    }
    try {
      walk(new ZipInput(content));
      checkSizes(Files.size(file.path()));
    } catch (EOFException e) {
      throw file.damaged("the ZIP archive is truncated: its end is missing.", e);
    }
  }

  /** The members, in the order of the central directory. */
  public List<ZipMember> members() {
    return List.copyOf(members);
  }

  /** Returns the content of an expected member, once; empty if it was too large to be kept. */
  public Optional<PackedMember> take(String name) {
    return Optional.ofNullable(kept.remove(name));
  }

  private void walk(ZipInput in) throws InvalidFileException, IOException {
    int signature = in.signature();
    if (signature != LOCAL && signature != ZipEnd.SIGNATURE) {
      throw rejected.of(
          "there is data before the ZIP archive", "a file that starts with the archive");
    }
    for (; signature == LOCAL; signature = in.signature()) {
      readLocal(in);
    }
    long directoryStart = in.position() - 4;
    for (; signature == CENTRAL; signature = in.signature()) {
      readCentral(in);
    }
    new ZipEnd(in, rejected, members.size(), directoryStart, directorySize).read(signature);
    if (members.size() != locals.size()) {
      throw rejected.of(
          "the central directory does not list all members",
          locals.size() + " members, one per local header");
    }
  }

  private void readLocal(ZipInput in) throws InvalidFileException, IOException {
    long offset = in.position() - 4;
    ByteBuffer header = in.read(26);
    int flags = u16(header, 2);
    int method = u16(header, 4);
    byte[] rawName = in.read(u16(header, 22)).array();
    byte[] rawExtra = in.read(u16(header, 24)).array();
    String name = ZipName.read(rawName, flags, rejected);
    if ((flags & ENCRYPTED) != 0) {
      throw rejected.ofMember(name, "is encrypted", "members without encryption");
    }
    if ((flags & DATA_DESCRIPTOR) != 0) {
      throw file.invalid(
          "the ZIP archive contains a data descriptor, at '" + SafeText.shown(name) + "'.",
          DESCRIPTOR_REMEDY);
    }
    if (method != STORED && method != DEFLATED) {
      throw rejected.ofMember(
          name, "uses compression method " + method, "stored (0) or deflated (8) members");
    }
    ZipExtraFields extra = extra(rawExtra, name);
    long[] sizes =
        extra
            .localSizes(u32(header, 18), u32(header, 14))
            .orElseThrow(() -> rejected.contradiction(name, "its 32-bit and 64-bit sizes"));
    if (method == STORED && sizes[0] != sizes[1]) {
      throw rejected.contradiction(name, "its sizes (it is stored, not compressed)");
    }
    if (!names.add(name)) {
      throw rejected.ofMember(name, "exists twice", "each member once");
    }
    if (locals.size() == ArchiveLimits.MAX_MEMBERS) {
      throw rejected.of("there are too many members", "at most " + ArchiveLimits.MAX_MEMBERS);
    }
    locals.put(offset, new Local(name, flags, method, sizes[0], sizes[1]));
    if (expected.contains(name) && sizes[1] <= ArchiveLimits.MAX_METADATA) {
      byte[] content = in.read((int) sizes[1]).array();
      kept.put(
          name, method == STORED ? PackedMember.stored(content) : PackedMember.deflated(content));
    } else {
      in.skip(sizes[1]);
    }
  }

  private void readCentral(ZipInput in) throws InvalidFileException, IOException {
    ByteBuffer header = in.read(42);
    byte[] rawName = in.read(u16(header, 24)).array();
    byte[] rawExtra = in.read(u16(header, 26)).array();
    directorySize += 46L + rawName.length + rawExtra.length;
    String name = ZipName.read(rawName, u16(header, 4), rejected);
    if (u16(header, 28) != 0) {
      throw rejected.ofMember(name, "has a comment", "members without comments");
    }
    if (directorySize > MAX_DIRECTORY) {
      throw rejected.of(
          "the central directory is too large", "at most " + MAX_DIRECTORY + " bytes");
    }
    long[] wide =
        extra(rawExtra, name)
            .centralValues(u32(header, 20), u32(header, 16), u32(header, 38))
            .orElseThrow(() -> rejected.contradiction(name, "its 64-bit values"));
    Local local = locals.get(wide[2]);
    if (local == null || u16(header, 30) != 0) {
      throw rejected.contradiction(name, "where it starts");
    }
    if (!local.name().equals(name)) {
      throw rejected.contradiction(name, "its name: '" + SafeText.shown(local.name()) + "'");
    }
    if (local.size() != wide[0] || local.compressedSize() != wide[1]) {
      throw rejected.contradiction(name, "its size");
    }
    if (local.method() != u16(header, 6)
        || ((local.flags() ^ u16(header, 4)) & (ENCRYPTED | ZipName.UTF_8)) != 0) {
      throw rejected.contradiction(name, "how it is compressed");
    }
    if (!names.remove(name)) {
      throw rejected.ofMember(name, "is in the central directory twice", "each member once");
    }
    boolean unix = header.get(1) == MADE_BY_UNIX;
    if (unix && ((header.getInt(34) >>> 16) & TYPE_OF_FILE) == SYMBOLIC_LINK) {
      throw rejected.ofMember(name, "is a symbolic link", "files and folders");
    }
    ZipMember member = new ZipMember(name, wide[0], u32(header, 12));
    if (member.isFolder() && member.size() > 0) {
      throw rejected.of("the folder '" + SafeText.shown(name) + "' has content", "empty folders");
    }
    members.add(member);
  }

  private void checkSizes(long archiveSize) throws InvalidFileException {
    long unpacked = 0;
    for (ZipMember member : members) {
      // Sizes are never negative; a sum that overflows is far beyond any limit.
      unpacked = Math.max(0, unpacked) + member.size();
      if (unpacked < 0) {
        unpacked = Long.MAX_VALUE;
        break;
      }
    }
    if (unpacked > FREE_SIZE && unpacked > MAX_RATIO * archiveSize) {
      throw rejected.of(
          "it unpacks to " + unpacked + " bytes, more than " + MAX_RATIO + " times its size",
          "a compression ratio of at most " + MAX_RATIO);
    }
  }

  private ZipExtraFields extra(byte[] raw, String name) throws InvalidFileException {
    ZipExtraFields extra =
        ZipExtraFields.parse(raw)
            .orElseThrow(
                () -> rejected.contradiction(name, "its extra fields (malformed or duplicated)"));
    if (extra.unicodePath().filter(path -> !path.equals(name)).isPresent()) {
      throw rejected.contradiction(name, "its name (the Unicode path differs)");
    }
    return extra;
  }
}

package dev.trustedpublishing.repository.pypi.archive;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.MemberPath;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks through a ZIP archive from its first to its last byte and makes sure that every reader sees
 * the same members, whether it believes the local headers or the central directory. PyPI does the
 * same (Warehouse, utils/zipfiles.py). No ZIP library shows both sides, so the records are read
 * here. Contents are skipped but for those of a few members, which are kept as they are; nothing is
 * unpacked.
 *
 * <p>Accepted is exactly: local headers with their contents, central headers, a ZIP64 end with its
 * locator if wanted, one end record, end of file.
 */
public final class ZipLayout {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;

  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int DATA_DESCRIPTOR = 1 << 3;
  private static final int UTF_8 = 1 << 11;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int MADE_BY_UNIX = 3;
  private static final int TYPE_OF_FILE = 0xf000;
  private static final int SYMBOLIC_LINK = 0xa000;

  private static final int LONGEST_NAME = 4096;
  private static final long LARGEST_DIRECTORY = 64L << 20;

  /**
   * PyPI: "File exceeds compression ratio of 50", only above 64 MiB (Warehouse,
   * forklift/legacy.py).
   */
  private static final long MODEST_SIZE = 64L << 20;

  private static final long HIGHEST_RATIO = 50;

  private static final String DESCRIPTOR_REMEDY =
      "Write size, compressed size and CRC into the local header: the index refuses data"
          + " descriptors. Java's ZipOutputStream, JarOutputStream and zip file system write them"
          + " for deflated entries; call setMethod, setSize, setCompressedSize and setCrc before"
          + " putNextEntry, or store the entry.";

  private final DistributionFile file;
  private final Set<String> expected;
  private final Map<String, PackedMember> kept = new HashMap<>();
  private final Map<Long, Local> locals = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final List<ZipMember> members = new ArrayList<>();
  private long position;
  private long directorySize;

  /**
   * The layout of an archive that is still to be read.
   *
   * @param file the archive
   * @param expected the names of the members whose contents are kept, where they are of a modest
   *     size
   */
  public ZipLayout(DistributionFile file, Set<String> expected) {
    this.file = file;
    this.expected = expected;
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
      throw file.badArchive(
          "it is " + kind + ", and a wheel is a ZIP archive that starts with its first member.");
    }
    try {
      walk(content);
      checkSizes(Files.size(file.path()));
    } catch (EOFException e) {
      throw file.badArchive("the ZIP archive is cut off: its end is missing.", e);
    }
  }

  /** The members, in the order of the central directory. */
  public List<ZipMember> members() {
    return List.copyOf(members);
  }

  /** The content of a member that was wanted, once; empty if it was too large to be kept. */
  public Optional<PackedMember> take(String name) {
    return Optional.ofNullable(kept.remove(name));
  }

  private void walk(InputStream in) throws InvalidFileException, IOException {
    int signature = signature(in);
    if (signature != LOCAL && signature != END) {
      throw refused("something stands before the ZIP archive", "a file that starts with it");
    }
    for (; signature == LOCAL; signature = signature(in)) {
      readLocal(in);
    }
    long directoryStart = position - 4;
    for (; signature == CENTRAL; signature = signature(in)) {
      readCentral(in);
    }
    readEnd(in, signature, directoryStart);
    if (members.size() != locals.size()) {
      throw refused(
          "not all members are in the central directory",
          locals.size() + " members, as there are local headers");
    }
    if (in.read() != -1) {
      throw refused("something follows after the end of the ZIP archive", "a file that ends there");
    }
  }

  private void readLocal(InputStream in) throws InvalidFileException, IOException {
    long offset = position - 4;
    ByteBuffer header = read(in, 26);
    int flags = u16(header, 2);
    int method = u16(header, 4);
    byte[] rawName = read(in, u16(header, 22)).array();
    byte[] rawExtra = read(in, u16(header, 24)).array();
    String name = name(rawName, flags);
    if ((flags & ENCRYPTED) != 0) {
      throw refused("'" + SafeText.shown(name) + "' is encrypted", "members without encryption");
    }
    if ((flags & DATA_DESCRIPTOR) != 0) {
      throw file.badArchive(
          "the ZIP archive contains a data descriptor, at '" + SafeText.shown(name) + "'.",
          DESCRIPTOR_REMEDY);
    }
    if (method != STORED && method != DEFLATED) {
      throw refused(
          "'" + SafeText.shown(name) + "' uses compression method " + method,
          "stored (0) or deflated (8) members");
    }
    ZipExtraFields extra = extra(rawExtra, name);
    long[] sizes =
        extra
            .localSizes(u32(header, 18), u32(header, 14))
            .orElseThrow(() -> contradiction(name, "its 32-bit and 64-bit sizes"));
    if (method == STORED && sizes[0] != sizes[1]) {
      throw contradiction(name, "its sizes (it is stored, not compressed)");
    }
    if (!names.add(name)) {
      throw refused("'" + SafeText.shown(name) + "' is there twice", "every member once");
    }
    if (locals.size() == ArchiveLimits.MOST_MEMBERS) {
      throw refused("there are too many members", "at most " + ArchiveLimits.MOST_MEMBERS);
    }
    locals.put(offset, new Local(name, flags, method, sizes[0], sizes[1]));
    if (expected.contains(name) && sizes[1] <= ArchiveLimits.LARGEST_METADATA) {
      byte[] content = read(in, (int) sizes[1]).array();
      kept.put(
          name, method == STORED ? PackedMember.stored(content) : PackedMember.deflated(content));
    } else {
      skip(in, sizes[1]);
    }
  }

  private void readCentral(InputStream in) throws InvalidFileException, IOException {
    ByteBuffer header = read(in, 42);
    byte[] rawName = read(in, u16(header, 24)).array();
    byte[] rawExtra = read(in, u16(header, 26)).array();
    directorySize += 46L + rawName.length + rawExtra.length;
    String name = name(rawName, u16(header, 4));
    if (u16(header, 28) != 0) {
      throw refused("'" + SafeText.shown(name) + "' has a comment", "members without comments");
    }
    if (directorySize > LARGEST_DIRECTORY) {
      throw refused(
          "the central directory is too large", "at most " + LARGEST_DIRECTORY + " bytes");
    }
    long[] wide =
        extra(rawExtra, name)
            .centralValues(u32(header, 20), u32(header, 16), u32(header, 38))
            .orElseThrow(() -> contradiction(name, "its 64-bit values"));
    Local local = locals.get(wide[2]);
    if (local == null || u16(header, 30) != 0) {
      throw contradiction(name, "where it starts");
    }
    if (!local.name().equals(name)) {
      throw contradiction(name, "its name: '" + SafeText.shown(local.name()) + "'");
    }
    if (local.size() != wide[0] || local.compressedSize() != wide[1]) {
      throw contradiction(name, "its size");
    }
    if (local.method() != u16(header, 6)
        || ((local.flags() ^ u16(header, 4)) & (ENCRYPTED | UTF_8)) != 0) {
      throw contradiction(name, "how it is compressed");
    }
    if (!names.remove(name)) {
      throw refused(
          "'" + SafeText.shown(name) + "' is in the central directory twice", "every member once");
    }
    boolean unix = header.get(1) == MADE_BY_UNIX;
    if (unix && ((header.getInt(34) >>> 16) & TYPE_OF_FILE) == SYMBOLIC_LINK) {
      throw refused("'" + SafeText.shown(name) + "' is a symbolic link", "files and folders");
    }
    ZipMember member = new ZipMember(name, wide[0], u32(header, 12));
    if (member.isFolder() && member.size() > 0) {
      throw refused("the folder '" + SafeText.shown(name) + "' has content", "empty folders");
    }
    members.add(member);
  }

  private void readEnd(InputStream in, int signature, long directoryStart)
      throws InvalidFileException, IOException {
    int next = signature;
    boolean wide = next == END_64;
    if (wide) {
      readEnd64(in, directoryStart);
      next = signature(in);
    }
    if (next != END) {
      throw refused("there is a record of an unknown kind", "headers and one end record");
    }
    ByteBuffer end = read(in, 18);
    if (end.getShort(0) != 0 || end.getShort(2) != 0) {
      throw refused("it is a part of a divided ZIP archive", "one that is whole");
    }
    // With a ZIP64 end, the narrow values are either the same or all ones.
    checkCount(u16(end, 4), u16(end, 6), wide, 0xffff);
    checkDirectory(u32(end, 8), directorySize, "size", wide);
    checkDirectory(u32(end, 12), directoryStart, "offset", wide);
    skip(in, u16(end, 16));
  }

  private void readEnd64(InputStream in, long directoryStart)
      throws InvalidFileException, IOException {
    long start = position - 4;
    ByteBuffer end = read(in, 52);
    if (end.getLong(0) != 44) {
      throw refused("there is ZIP64 extensible data", "a ZIP64 end without it");
    }
    checkCount(end.getLong(20), end.getLong(28), false, 0);
    checkDirectory(end.getLong(36), directorySize, "size", false);
    checkDirectory(end.getLong(44), directoryStart, "offset", false);
    if (end.getInt(12) != 0 || end.getInt(16) != 0) {
      throw refused("it is a part of a divided ZIP archive", "one that is whole");
    }
    if (signature(in) != LOCATOR_64 || read(in, 16).getLong(4) != start) {
      throw refused("the ZIP64 locator is missing or points elsewhere", "one that fits");
    }
  }

  private void checkCount(long onThisDisk, long all, boolean mayBeOnes, long ones)
      throws InvalidFileException {
    boolean elsewhere = mayBeOnes && all == ones;
    if (onThisDisk != all || (all != members.size() && !elsewhere)) {
      throw refused("the end record counts " + all + " members", members.size() + ", as there are");
    }
  }

  private void checkDirectory(long said, long is, String what, boolean mayBeOnes)
      throws InvalidFileException {
    boolean elsewhere = mayBeOnes && said == 0xffff_ffffL;
    if (said != is && !elsewhere) {
      throw refused(
          "the end record gives " + said + " as the " + what + " of the central directory",
          is + ", as it is");
    }
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
    if (unpacked > MODEST_SIZE && unpacked > HIGHEST_RATIO * archiveSize) {
      throw refused(
          "it unpacks to " + unpacked + " bytes, more than " + HIGHEST_RATIO + " times its size",
          "a compression ratio of at most " + HIGHEST_RATIO);
    }
  }

  private String name(byte[] raw, int flags) throws InvalidFileException {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw file.badArchive("a member's name is not UTF-8.", e);
    }
    if ((flags & UTF_8) == 0 && name.chars().anyMatch(c -> c > 0x7f)) {
      throw refused(
          "the name '" + SafeText.shown(name) + "' is not marked as UTF-8",
          "the language encoding flag (bit 11) for names outside ASCII");
    }
    boolean drive = name.length() > 1 && name.charAt(1) == ':';
    boolean control = name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    if (raw.length > LONGEST_NAME || name.indexOf('\\') >= 0 || drive || control) {
      throw refused("the name '" + SafeText.shown(name) + "'", "a relative path with slashes");
    }
    if (MemberPath.leavesFolder(name)) {
      throw refused(
          "the name '" + SafeText.shown(name) + "' leads out of the folder of the archive",
          "a relative path without '..'");
    }
    return name;
  }

  private ZipExtraFields extra(byte[] raw, String name) throws InvalidFileException {
    ZipExtraFields extra =
        ZipExtraFields.parse(raw)
            .orElseThrow(() -> contradiction(name, "its extra fields (malformed or doubled)"));
    if (extra.unicodePath().filter(path -> !path.equals(name)).isPresent()) {
      throw contradiction(name, "its name (the Unicode path is another one)");
    }
    return extra;
  }

  private InvalidFileException refused(String what, String expected) {
    return file.badArchive(
        "the ZIP archive would not be accepted: " + what + "; wanted is " + expected + ".");
  }

  private InvalidFileException contradiction(String name, String about) {
    return refused(
        "the headers of '" + SafeText.shown(name) + "' contradict each other about " + about,
        "one truth for all readers");
  }

  private int signature(InputStream in) throws IOException {
    return read(in, 4).getInt(0);
  }

  private ByteBuffer read(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it ends after " + (position + bytes.length) + " bytes");
    }
    position += length;
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void skip(InputStream in, long length) throws IOException {
    in.skipNBytes(length);
    position += length;
  }

  private static int u16(ByteBuffer buffer, int index) {
    return Short.toUnsignedInt(buffer.getShort(index));
  }

  private static long u32(ByteBuffer buffer, int index) {
    return Integer.toUnsignedLong(buffer.getInt(index));
  }
}

package dev.trustedpublishing.testkit.registry.pypi.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The local header of a member, by itself and against the central directory (Warehouse,
 * utils/zipfiles.py). Not thread-safe.
 */
final class LocalHeader {

  private static final int DATA_DESCRIPTOR_FLAG = 0x08;
  private static final int ZIP_64_EXTRA = 0x0001;
  private static final int UNICODE_PATH_EXTRA = 0x7075;
  private static final Set<Integer> ZIP_64_LENGTHS = Set.of(0, 8, 16, 24, 28);
  private static final long IN_EXTRA_FIELD = 0xFFFF_FFFFL;

  private final int flags;
  private final int method;
  private final byte[] name;
  private long compressedSize;
  private long size;

  /** Reads the fixed part, without its signature, and checks the name and the extra fields. */
  LocalHeader(ByteBuffer header, byte[] name, ByteBuffer extra) {
    this.flags = header.getShort(2);
    this.method = Short.toUnsignedInt(header.getShort(4));
    this.compressedSize = Integer.toUnsignedLong(header.getInt(14));
    this.size = Integer.toUnsignedLong(header.getInt(18));
    this.name = name;
    ZipFraming.requirePrintable(name);
    readExtra(extra);
  }

  /** Compares with the central directory, and returns how much content follows. */
  long check(Map<String, DirectoryEntry> directory) {
    if ((flags & DATA_DESCRIPTOR_FLAG) != 0) {
      throw ZipFraming.refused("ZIP contains a data descriptor");
    }
    String text =
        ZipDirectory.utf8(name).orElseThrow(() -> ZipFraming.refused("Filename not unicode"));
    DirectoryEntry member = directory.get(text);
    if (member == null) {
      throw ZipFraming.refused("Filename not in central directory");
    }
    if (compressedSize != member.compressedSize()) {
      throw ZipFraming.refused("Mis-matched data size");
    }
    if (size != member.size()) {
      throw ZipFraming.refused("Mis-matched file size");
    }
    return compressedSize;
  }

  private void readExtra(ByteBuffer extra) {
    Set<Integer> seen = new HashSet<>();
    while (extra.hasRemaining()) {
      require(extra.remaining() >= 4);
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Short.toUnsignedInt(extra.getShort());
      require(length <= extra.remaining());
      if (!seen.add(id) && (id == ZIP_64_EXTRA || id == UNICODE_PATH_EXTRA)) {
        throw ZipFraming.refused("Invalid duplicate extra in local file");
      }
      ByteBuffer field =
          ByteBuffer.wrap(FileBytes.take(extra, length)).order(ByteOrder.LITTLE_ENDIAN);
      if (id == ZIP_64_EXTRA) {
        readSizes(field);
      } else if (id == UNICODE_PATH_EXTRA) {
        checkPath(field);
      }
    }
  }

  private void readSizes(ByteBuffer field) {
    int length = field.remaining();
    require(ZIP_64_LENGTHS.contains(length));
    if (length == 0) {
      require(compressedSize != IN_EXTRA_FIELD && size != IN_EXTRA_FIELD);
      return;
    }
    long unpacked = field.getLong(0);
    // With only one size, both must be equal.
    require(length != 8 || method == DirectoryEntry.STORED);
    compressedSize = length == 8 ? unpacked : field.getLong(8);
    size = size == IN_EXTRA_FIELD ? unpacked : size;
  }

  /** The path follows a version and a checksum, which PyPI does not read. */
  private static void checkPath(ByteBuffer field) {
    field.position(Math.min(5, field.limit()));
    byte[] path = FileBytes.take(field, field.remaining());
    ZipFraming.requirePrintable(path);
    if (ZipDirectory.utf8(path).isEmpty()) {
      throw ZipFraming.refused("Filename not valid UTF-8");
    }
  }

  private static void require(boolean wellFormed) {
    if (!wellFormed) {
      throw ZipFraming.refused("Malformed zip file");
    }
  }
}

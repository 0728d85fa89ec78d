package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks over the records of a ZIP file from its first byte to its last. PyPI accepts only files
 * that read the same from the front as through the central directory (Warehouse,
 * utils/zipfiles.py).
 */
final class ZipFraming {

  private static final int LOCAL_FILE = 0x04034b50;
  private static final int CENTRAL_DIRECTORY = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LOCATOR = 0x07064b50;
  private static final int CENTRAL_HEADER = 46;

  private final FileChannel file;
  private final Map<String, DirectoryEntry> directory = new HashMap<>();

  // Names are compared by their bytes: each is a character here.
  private final Set<String> local = new HashSet<>();
  private final Set<String> central = new HashSet<>();

  private long position;
  private long records;
  private long directoryStart = -1;
  private long directorySize;
  private long end64 = -1;
  private boolean located;
  private long expectedRecords;
  private long expectedStart;
  private long expectedSize;

  ZipFraming(FileChannel file, List<DirectoryEntry> members) {
    this.file = file;
    members.forEach(member -> directory.put(member.originalName(), member));
  }

  void check() throws IOException {
    boolean ended = false;
    while (!ended) {
      int signature = read(4).getInt();
      if (signature == END && end64 >= 0 && !located) {
        throw refused("Malformed zip file");
      }
      switch (signature) {
        case LOCAL_FILE -> localFile();
        case CENTRAL_DIRECTORY -> centralDirectory();
        case END_64 -> end64();
        case END_64_LOCATOR -> {
          read(16);
          located = true;
        }
        case END -> {
          end();
          ended = true;
        }
        default -> throw refused("Unknown record signature");
      }
    }
    if (position != file.size()) {
      throw refused("Trailing data");
    }
  }

  private void localFile() throws IOException {
    ByteBuffer header = read(26);
    byte[] name = read(Short.toUnsignedInt(header.getShort(22))).array();
    ByteBuffer extra = read(Short.toUnsignedInt(header.getShort(24)));
    position += new LocalHeader(header, name, extra).check(directory);
    if (!local.add(text(name))) {
      throw refused("Duplicate filename in local headers");
    }
  }

  private void centralDirectory() throws IOException {
    startDirectory();
    records++;
    ByteBuffer header = read(42);
    if (header.getShort(28) != 0) {
      throw refused("Comment in central directory");
    }
    byte[] name = read(Short.toUnsignedInt(header.getShort(24))).array();
    int extra = Short.toUnsignedInt(header.getShort(26));
    read(extra);
    requirePrintable(name);
    directorySize += CENTRAL_HEADER + name.length + extra;
    if (!central.add(text(name))) {
      throw refused("Duplicate filename in central directory");
    }
    if (!local.contains(text(name))) {
      throw refused("Missing filename in local headers");
    }
  }

  private void end64() throws IOException {
    end64 = position - 4;
    ByteBuffer record = read(52);
    expectedRecords = record.getLong(28);
    expectedSize = record.getLong(36);
    expectedStart = record.getLong(44);
    if (record.getLong(20) != expectedRecords) {
      throw refused("Malformed zip file");
    }
    if (record.getLong(0) != 44) {
      throw refused("ZIP64 extensible data not allowed");
    }
  }

  private void end() throws IOException {
    startDirectory();
    ByteBuffer record = read(18);
    int here = Short.toUnsignedInt(record.getShort(4));
    int all = Short.toUnsignedInt(record.getShort(6));
    if (here != all) {
      throw refused("Malformed zip file");
    }
    position += Short.toUnsignedInt(record.getShort(16));
    if (end64 < 0) {
      expectedRecords = all;
      expectedSize = Integer.toUnsignedLong(record.getInt(8));
      expectedStart = Integer.toUnsignedLong(record.getInt(12));
    }
    if (expectedRecords != records) {
      throw refused("Mismatched central directory records");
    }
    if (expectedStart != directoryStart) {
      throw refused("Mismatched central directory offset");
    }
    if (expectedSize != directorySize) {
      throw refused("Mismatched central directory size");
    }
  }

  private void startDirectory() {
    if (directoryStart < 0) {
      directoryStart = position - 4;
    }
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer bytes =
        FileBytes.at(file, position, length).orElseThrow(() -> refused("Malformed zip file"));
    position += length;
    return bytes;
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  static void requirePrintable(byte[] name) {
    for (byte b : name) {
      if ((b >= 0 && b < 0x20) || b == 0x7F) {
        throw refused("Invalid character in filename");
      }
    }
  }

  static Refusal refused(String why) {
    return Rejections.invalid(
        "ZIP archive not accepted: "
            + why
            + ". See https://docs.pypi.org/archives for more information");
  }
}

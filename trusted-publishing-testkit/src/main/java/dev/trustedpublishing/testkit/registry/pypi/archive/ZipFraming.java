package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

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

  private static final int DATA_DESCRIPTOR_FLAG = 0x08;
  private static final long IN_EXTRA_FIELD = 0xFFFF_FFFFL;

  private final Map<String, ZipArchiveEntry> directory;
  private final Set<String> local = new HashSet<>();
  private final Set<String> central = new HashSet<>();

  ZipFraming(Map<String, ZipArchiveEntry> directory) {
    this.directory = directory;
  }

  void check(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      walk(file);
    } catch (EOFException e) {
      throw refused("Malformed zip file");
    }
  }

  private void walk(FileChannel file) throws IOException {
    boolean ended = false;
    while (!ended) {
      int signature = read(file, 4).getInt();
      switch (signature) {
        case LOCAL_FILE -> localFile(file);
        case CENTRAL_DIRECTORY -> centralDirectory(file);
        case END_64 -> end64(file);
        case END_64_LOCATOR -> read(file, 16);
        case END -> {
          end(file);
          ended = true;
        }
        default -> throw refused("Unknown record signature");
      }
    }
    if (file.position() != file.size()) {
      throw refused("Trailing data");
    }
  }

  private void localFile(FileChannel file) throws IOException {
    ByteBuffer header = read(file, 26);
    int flags = header.getShort(2);
    long compressed = Integer.toUnsignedLong(header.getInt(14));
    long uncompressed = Integer.toUnsignedLong(header.getInt(18));
    String name = name(read(file, Short.toUnsignedInt(header.getShort(22))));
    read(file, Short.toUnsignedInt(header.getShort(24)));
    if ((flags & DATA_DESCRIPTOR_FLAG) != 0) {
      throw refused("ZIP contains a data descriptor");
    }
    ZipArchiveEntry entry = directory.get(name);
    if (entry == null) {
      throw refused("Filename not in central directory");
    }
    if (compressed != IN_EXTRA_FIELD && compressed != entry.getCompressedSize()) {
      throw refused("Mis-matched data size");
    }
    if (uncompressed != IN_EXTRA_FIELD && uncompressed != entry.getSize()) {
      throw refused("Mis-matched file size");
    }
    if (!local.add(name)) {
      throw refused("Duplicate filename in local headers");
    }
    file.position(file.position() + entry.getCompressedSize());
  }

  private void centralDirectory(FileChannel file) throws IOException {
    ByteBuffer header = read(file, 42);
    if (header.getShort(28) != 0) {
      throw refused("Comment in central directory");
    }
    String name = name(read(file, Short.toUnsignedInt(header.getShort(24))));
    read(file, Short.toUnsignedInt(header.getShort(26)));
    if (!central.add(name)) {
      throw refused("Duplicate filename in central directory");
    }
    if (!local.contains(name)) {
      throw refused("Missing filename in local headers");
    }
  }

  private static void end64(FileChannel file) throws IOException {
    if (read(file, 52).getLong(0) != 44) {
      throw refused("ZIP64 extensible data not allowed");
    }
  }

  private void end(FileChannel file) throws IOException {
    ByteBuffer record = read(file, 18);
    if (Short.toUnsignedInt(record.getShort(6)) != central.size()) {
      throw refused("Mismatched central directory records");
    }
    read(file, Short.toUnsignedInt(record.getShort(16)));
  }

  private static String name(ByteBuffer encoded) {
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    for (byte b : bytes) {
      if ((b >= 0 && b < 0x20) || b == 0x7F) {
        throw refused("Invalid character in filename");
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ByteBuffer read(FileChannel file, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  private static Refusal refused(String why) {
    return Refusal.badRequest(
        "Invalid distribution file. ZIP archive not accepted: "
            + why
            + ". See https://docs.pypi.org/archives for more information");
  }
}

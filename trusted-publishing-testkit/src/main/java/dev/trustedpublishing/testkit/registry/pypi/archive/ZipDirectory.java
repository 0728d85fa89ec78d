package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** The central directory of a ZIP file, read as Python's zipfile reads it. */
final class ZipDirectory {

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR_64_SIGNATURE = 0x07064b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int END = 22;
  private static final int END_64 = 56;
  private static final int LOCATOR_64 = 20;
  private static final int CENTRAL_HEADER = 46;
  private static final int MAX_COMMENT = 1 << 16;
  private static final int ZIP_64_EXTRA = 0x0001;
  private static final int UNICODE_PATH_EXTRA = 0x7075;
  private static final long IN_EXTRA_FIELD = 0xFFFF_FFFFL;

  private final FileChannel file;

  ZipDirectory(FileChannel file) {
    this.file = file;
  }

  /**
   * Returns whether Python recognizes a file as a ZIP file: it has an end record and the start of a
   * directory.
   */
  static boolean isZip(FileChannel file) throws IOException {
    try {
      Optional<End> found = end(file);
      if (found.isEmpty()) {
        return false;
      }
      End end = found.get();
      boolean begins =
          end.size >= CENTRAL_HEADER
              && FileBytes.at(file, end.start(), CENTRAL_HEADER)
                  .filter(header -> header.getInt(0) == CENTRAL_SIGNATURE)
                  .isPresent();
      return begins || (end.size == 0 && end.offset == 0);
    } catch (Refusal e) {
      return false;
    }
  }

  List<DirectoryEntry> members() throws IOException {
    End end = end(file).orElseThrow(Rejections::unreadable);
    ByteBuffer directory =
        FileBytes.at(file, end.start(), end.size).orElseThrow(Rejections::unreadable);
    List<DirectoryEntry> members = new ArrayList<>();
    while (directory.hasRemaining()) {
      members.add(member(directory, end.prepended()));
    }
    return members;
  }

  private static DirectoryEntry member(ByteBuffer directory, long prepended) {
    if (directory.remaining() < CENTRAL_HEADER) {
      throw Rejections.unreadable();
    }
    ByteBuffer header = slice(directory, CENTRAL_HEADER);
    if (header.getInt(0) != CENTRAL_SIGNATURE) {
      throw Rejections.unreadable();
    }
    int flags = header.getShort(8);
    byte[] name = take(directory, header.getShort(28));
    byte[] extra = take(directory, header.getShort(30));
    take(directory, header.getShort(32));
    Extra read = new Extra(header, name, decode(name, flags));
    read.read(ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN));
    return new DirectoryEntry(
        read.name,
        decode(name, flags),
        flags,
        Short.toUnsignedInt(header.getShort(10)),
        Integer.toUnsignedLong(header.getInt(16)),
        read.compressedSize,
        read.size,
        read.offset + prepended);
  }

  /**
   * Decodes a name. Without the flag it is in code page 437, for which any single-byte encoding is
   * sufficient, because all names that are searched for are ASCII.
   */
  static String decode(byte[] name, int flags) {
    if ((flags & DirectoryEntry.UTF_8_FLAG) == 0) {
      return new String(name, StandardCharsets.ISO_8859_1);
    }
    return utf8(name).orElseThrow(Rejections::unexpected);
  }

  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static byte[] take(ByteBuffer from, short length) {
    int bytes = Short.toUnsignedInt(length);
    if (bytes > from.remaining()) {
      throw Rejections.unreadable();
    }
    return FileBytes.take(from, bytes);
  }

  private static ByteBuffer slice(ByteBuffer from, int length) {
    return ByteBuffer.wrap(FileBytes.take(from, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Optional<End> end(FileChannel file) throws IOException {
    long searched = Math.max(0, file.size() - MAX_COMMENT - END);
    ByteBuffer tail = FileBytes.at(file, searched, file.size() - searched).orElseThrow();
    for (int place = tail.limit() - 4; place >= 0; place--) {
      if (tail.getInt(place) == END_SIGNATURE) {
        return place + END > tail.limit()
            ? Optional.empty()
            : Optional.of(
                end(file, tail.slice(place, END).order(ByteOrder.LITTLE_ENDIAN), searched + place));
      }
    }
    return Optional.empty();
  }

  private static End end(FileChannel file, ByteBuffer record, long place) throws IOException {
    End plain =
        new End(
            place,
            Integer.toUnsignedLong(record.getInt(12)),
            Integer.toUnsignedLong(record.getInt(16)),
            0);
    Optional<ByteBuffer> locator =
        FileBytes.at(file, place - LOCATOR_64, LOCATOR_64)
            .filter(found -> found.getInt(0) == LOCATOR_64_SIGNATURE);
    return locator.isPresent() ? end64(file, locator.get(), place) : plain;
  }

  private static End end64(FileChannel file, ByteBuffer locator, long place) throws IOException {
    long expected = place - LOCATOR_64 - END_64;
    long offset = locator.getLong(8);
    if (locator.getInt(4) != 0 || locator.getInt(16) > 1 || offset < 0 || offset > expected) {
      throw Rejections.unreadable();
    }
    // At the offset in the locator, or directly before the locator if other bytes precede the
    // archive.
    Optional<ByteBuffer> located = end64(file, offset);
    long extensible = located.isPresent() ? expected - offset : 0;
    ByteBuffer record =
        located.isPresent()
            ? located.get()
            : end64(file, expected).orElseThrow(Rejections::unreadable);
    long size = record.getLong(40);
    long start = record.getLong(48);
    if (start + size != offset || record.getLong(4) + 12 != END_64 + extensible) {
      throw Rejections.unreadable();
    }
    return new End(place, size, start, END_64 + LOCATOR_64 + extensible);
  }

  private static Optional<ByteBuffer> end64(FileChannel file, long place) throws IOException {
    return FileBytes.at(file, place, END_64).filter(record -> record.getInt(0) == END_64_SIGNATURE);
  }

  /**
   * The end of the central directory.
   *
   * @param place the position of its record
   * @param size how many bytes the directory has
   * @param offset the declared offset of the directory
   * @param further the bytes of ZIP64 between the directory and the record
   */
  private record End(long place, long size, long offset, long further) {

    /** The number of bytes before the archive, which its offsets do not include. */
    long prepended() {
      return place - size - offset - further;
    }

    long start() {
      return offset + prepended();
    }
  }

  /** The extra fields of a header, and what they replace in it. */
  private static final class Extra {

    private final long nameChecksum;
    private String name;
    private long size;
    private long compressedSize;
    private long offset;

    Extra(ByteBuffer header, byte[] encodedName, String name) {
      CRC32 checksum = new CRC32();
      checksum.update(encodedName);
      this.nameChecksum = checksum.getValue();
      this.name = name;
      this.compressedSize = Integer.toUnsignedLong(header.getInt(20));
      this.size = Integer.toUnsignedLong(header.getInt(24));
      this.offset = Integer.toUnsignedLong(header.getInt(42));
    }

    void read(ByteBuffer extra) {
      while (extra.remaining() >= 4) {
        int id = Short.toUnsignedInt(extra.getShort());
        ByteBuffer field =
            ByteBuffer.wrap(take(extra, extra.getShort())).order(ByteOrder.LITTLE_ENDIAN);
        if (id == ZIP_64_EXTRA) {
          size = inExtra(size, field);
          compressedSize = inExtra(compressedSize, field);
          offset = inExtra(offset, field);
        } else if (id == UNICODE_PATH_EXTRA) {
          readPath(field);
        }
      }
    }

    private static long inExtra(long value, ByteBuffer field) {
      if (value != IN_EXTRA_FIELD) {
        return value;
      }
      if (field.remaining() < Long.BYTES) {
        throw Rejections.unreadable();
      }
      return field.getLong();
    }

    private void readPath(ByteBuffer field) {
      if (field.remaining() < 5) {
        throw Rejections.unreadable();
      }
      int version = field.get();
      long checksum = Integer.toUnsignedLong(field.getInt());
      if (version == 1 && checksum == nameChecksum) {
        String path =
            utf8(FileBytes.take(field, field.remaining())).orElseThrow(Rejections::unreadable);
        name = path.isEmpty() ? name : path;
      }
    }
  }
}

package dev.trustedpublishing.testkit.registry.pypi.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A member of a ZIP file as its central directory describes it.
 *
 * @param name its name, after its Unicode path if it has one
 * @param originalName its name in the header itself
 * @param flags the general purpose flags
 * @param method the compression method
 * @param crc the CRC-32 of its content
 * @param compressedSize how many bytes it has in the file
 * @param size how many bytes it has unpacked
 * @param offset where its local header is
 */
record DirectoryEntry(
    String name,
    String originalName,
    int flags,
    int method,
    long crc,
    long compressedSize,
    long size,
    long offset) {

  static final int STORED = 0;
  static final int DEFLATED = 8;
  static final int UTF_8_FLAG = 0x800;

  private static final int LOCAL_HEADER = 30;
  private static final int LOCAL_SIGNATURE = 0x04034b50;

  /** Reads its content as Python's zipfile does. */
  byte[] content(FileChannel file) throws IOException {
    ByteBuffer header =
        FileBytes.at(file, offset, LOCAL_HEADER).orElseThrow(Rejections::unreadable);
    if (header.getInt(0) != LOCAL_SIGNATURE) {
      throw Rejections.unreadable();
    }
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    int extraLength = Short.toUnsignedInt(header.getShort(28));
    byte[] localName =
        FileBytes.at(file, offset + LOCAL_HEADER, nameLength)
            .orElseThrow(Rejections::unreadable)
            .array();
    if (!ZipDirectory.decode(localName, header.getShort(6)).equals(originalName)) {
      throw Rejections.unreadable();
    }
    byte[] packed =
        FileBytes.at(file, offset + LOCAL_HEADER + nameLength + extraLength, compressedSize)
            .orElseThrow(Rejections::unreadable)
            .array();
    byte[] content = method == STORED ? packed : inflate(packed);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    if (checksum.getValue() != crc) {
      throw Rejections.unreadable();
    }
    return content;
  }

  private byte[] inflate(byte[] packed) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      byte[] content = new byte[Math.toIntExact(size)];
      int length = 0;
      while (length < content.length && !inflater.finished() && !inflater.needsInput()) {
        length += inflater.inflate(content, length, content.length - length);
      }
      return content;
    } catch (DataFormatException e) {
      throw Rejections.unexpected();
    } finally {
      inflater.end();
    }
  }
}

package dev.trustedpublishing.repository.pypi.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The extra fields of a ZIP header that can change what a reader sees (APPNOTE 4.5.3 and 4.6.9).
 */
final class ZipExtraFields {
  private static final int ZIP64 = 0x0001;
  private static final int UNICODE_PATH = 0x7075;
  private static final int UNICODE_PATH_HEAD = 5;
  private static final long IN_ZIP64 = 0xffff_ffffL;

  private final Map<Integer, ByteBuffer> fields;

  private ZipExtraFields(Map<Integer, ByteBuffer> fields) {
    this.fields = fields;
  }

  /**
   * Parses extra fields.
   *
   * @param bytes all of them
   * @return the fields; empty if they are malformed or a relevant one is present twice
   */
  static Optional<ZipExtraFields> parse(byte[] bytes) {
    Map<Integer, ByteBuffer> fields = new LinkedHashMap<>();
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (all.hasRemaining()) {
      if (all.remaining() < 4) {
        return Optional.empty();
      }
      int id = Short.toUnsignedInt(all.getShort());
      int length = Short.toUnsignedInt(all.getShort());
      if (length > all.remaining()) {
        return Optional.empty();
      }
      ByteBuffer content = all.slice(all.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      all.position(all.position() + length);
      boolean twice = fields.put(id, content) != null;
      if (twice && (id == ZIP64 || id == UNICODE_PATH)) {
        return Optional.empty();
      }
    }
    return Optional.of(new ZipExtraFields(fields));
  }

  /**
   * Returns the name that readers with Unicode support see.
   *
   * @return the name; empty if there is no such field
   */
  Optional<String> unicodePath() {
    return Optional.ofNullable(fields.get(UNICODE_PATH))
        .map(content -> {
          int length = Math.max(0, content.limit() - UNICODE_PATH_HEAD);
          byte[] name = new byte[length];
          content.get(content.limit() - length, name);
          return new String(name, StandardCharsets.UTF_8);
        });
  }

  /**
   * Replaces the 32-bit values of a local header by 64-bit ones.
   *
   * @param size the size in the header
   * @param compressedSize the compressed size in the header
   * @return both actual sizes; empty if the header and the field contradict each other
   */
  Optional<long[]> localSizes(long size, long compressedSize) {
    ByteBuffer zip64 = fields.get(ZIP64);
    if (zip64 == null || zip64.limit() < 2 * Long.BYTES) {
      return size == IN_ZIP64 || compressedSize == IN_ZIP64 || (zip64 != null && zip64.limit() > 0)
          ? Optional.empty()
          : Optional.of(new long[] {size, compressedSize});
    }
    long wideSize = zip64.getLong(0);
    long wideCompressed = zip64.getLong(Long.BYTES);
    boolean agree =
        (size == IN_ZIP64 || size == wideSize)
            && (compressedSize == IN_ZIP64 || compressedSize == wideCompressed)
            && wideSize >= 0
            && wideCompressed >= 0;
    return agree ? Optional.of(new long[] {wideSize, wideCompressed}) : Optional.empty();
  }

  /**
   * Replaces those 32-bit values of a central header that refer to a 64-bit field.
   *
   * @param narrow size, compressed size and offset in the header
   * @return the three actual values; empty if a 64-bit value is missing or impossible
   */
  Optional<long[]> centralValues(long... narrow) {
    long[] wide = narrow.clone();
    int position = 0;
    ByteBuffer zip64 = fields.get(ZIP64);
    for (int i = 0; i < wide.length; i++) {
      if (wide[i] == IN_ZIP64) {
        if (zip64 == null || zip64.limit() < position + Long.BYTES || zip64.getLong(position) < 0) {
          return Optional.empty();
        }
        wide[i] = zip64.getLong(position);
        position += Long.BYTES;
      }
    }
    return Optional.of(wide);
  }
}

package dev.trustedpublishing.repository.pypi.archive;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The compressed content of a ZIP member, kept while the layout was read, so that the archive is
 * opened only once.
 */
public final class PackedMember {
  private final byte[] bytes;
  private final boolean deflated;

  private PackedMember(byte[] bytes, boolean deflated) {
    this.bytes = bytes;
    this.deflated = deflated;
  }

  static PackedMember stored(byte[] bytes) {
    return new PackedMember(bytes, false);
  }

  static PackedMember deflated(byte[] bytes) {
    return new PackedMember(bytes, true);
  }

  /**
   * Unpacks it.
   *
   * @param size its declared size in bytes; at most one more is unpacked, to detect a wrong size
   * @throws DataFormatException if it can't be unpacked
   */
  public byte[] unpack(int size) throws DataFormatException {
    return deflated ? inflate(size) : bytes;
  }

  private byte[] inflate(int size) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes);
      byte[] content = new byte[size + 1];
      int length = 0;
      int more;
      do {
        more = inflater.inflate(content, length, content.length - length);
        length += more;
      } while (more > 0);
      if (length <= size && !inflater.finished()) {
        throw new DataFormatException("it is truncated");
      }
      return Arrays.copyOf(content, length);
    } finally {
      inflater.end();
    }
  }
}

package dev.trustedpublishing.testkit.sigstore.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An element of DER that was read. Its time is linear in its input. Immutable. */
public final class DerElement {

  private static final int LONG_LENGTH = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  private final byte[] encoded;
  private final int start;

  private DerElement(byte[] encoded, int start) {
    this.encoded = encoded;
    this.start = start;
  }

  /**
   * Reads exactly one element.
   *
   * @param der the element
   * @return the element
   * @throws IllegalArgumentException if it is not DER
   */
  public static DerElement read(byte[] der) {
    List<DerElement> elements = readAll(ByteBuffer.wrap(der));
    if (elements.size() != 1) {
      throw new IllegalArgumentException("not a single DER element");
    }
    return elements.get(0);
  }

  private static List<DerElement> readAll(ByteBuffer in) {
    List<DerElement> elements = new ArrayList<>();
    while (in.hasRemaining()) {
      elements.add(next(in));
    }
    return elements;
  }

  private static DerElement next(ByteBuffer in) {
    int begin = in.position();
    if (in.remaining() < 2) {
      throw new IllegalArgumentException("a DER element without a length");
    }
    in.get();
    int length = in.get() & 0xff;
    if (length >= LONG_LENGTH) {
      int count = length - LONG_LENGTH;
      if (count < 1 || count > MAX_LENGTH_BYTES || in.remaining() < count) {
        throw new IllegalArgumentException("a DER element with an unsupported length");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << Byte.SIZE | (in.get() & 0xff);
      }
    }
    if (in.remaining() < length) {
      throw new IllegalArgumentException("a DER element that is cut off");
    }
    int head = in.position() - begin;
    in.position(in.position() + length);
    byte[] encoded = new byte[in.position() - begin];
    in.get(begin, encoded);
    return new DerElement(encoded, head);
  }

  int tag() {
    return encoded[0] & 0xff;
  }

  /**
   * Returns the content.
   *
   * @return the bytes after tag and length
   */
  public byte[] content() {
    return Arrays.copyOfRange(encoded, start, encoded.length);
  }

  byte[] encoded() {
    return encoded.clone();
  }

  /** The elements of a sequence, a set, or a constructed tag. */
  List<DerElement> children() {
    return readAll(ByteBuffer.wrap(content()));
  }

  /** The content of a UTF-8 string. */
  String text() {
    if (tag() != Der.UTF8_STRING) {
      throw new IllegalArgumentException("not a UTF-8 string");
    }
    return new String(content(), StandardCharsets.UTF_8);
  }
}

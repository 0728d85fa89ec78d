package dev.trustedpublishing.attestation.sigstore.check;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One DER element (X.690): enough to read extensions, and to take one out of a certificate. The
 * input is the JDK's encoding of a certificate that it accepted.
 */
final class DerValue {
  static final int OCTET_STRING = 0x04;
  static final int UTF8_STRING = 0x0c;
  static final int SEQUENCE = 0x30;

  private static final int MULTI_BYTE_TAG = 0x1f;
  private static final int MAX_LENGTH_BYTES = 3;

  private final byte[] bytes;
  private final int start;
  private final int contentStart;
  private final int end;

  private DerValue(byte[] bytes, int start, int contentStart, int end) {
    this.bytes = bytes;
    this.start = start;
    this.contentStart = contentStart;
    this.end = end;
  }

  /**
   * Reads exactly one element.
   *
   * @throws IllegalArgumentException if the bytes are something else
   */
  static DerValue of(byte[] bytes) {
    DerValue element = at(bytes, 0, bytes.length);
    if (element.end != bytes.length) {
      throw new IllegalArgumentException("more than one DER element");
    }
    return element;
  }

  private static DerValue at(byte[] bytes, int start, int limit) {
    if (limit - start < 2 || (bytes[start] & MULTI_BYTE_TAG) == MULTI_BYTE_TAG) {
      throw new IllegalArgumentException("not a DER element");
    }
    int length = bytes[start + 1] & 0xff;
    int contentStart = start + 2;
    if (length >= 0x80) {
      int count = length - 0x80;
      if (count == 0 || count > MAX_LENGTH_BYTES || limit - contentStart < count) {
        throw new IllegalArgumentException("not the length of a DER element");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = (length << 8) | (bytes[contentStart++] & 0xff);
      }
    }
    if (length > limit - contentStart) {
      throw new IllegalArgumentException("a DER element without its end");
    }
    return new DerValue(bytes, start, contentStart, contentStart + length);
  }

  int tag() {
    return bytes[start] & 0xff;
  }

  byte[] encoded() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /** The content, if the element has the expected tag. */
  byte[] content(int tag) {
    if (tag() != tag) {
      throw new IllegalArgumentException("a DER element with the tag " + tag());
    }
    return Arrays.copyOfRange(bytes, contentStart, end);
  }

  List<DerValue> children() {
    List<DerValue> children = new ArrayList<>();
    for (int next = contentStart; next < end; next = children.get(children.size() - 1).end) {
      children.add(at(bytes, next, end));
    }
    return children;
  }

  static byte[] encode(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.length;
    if (length < 0x80) {
      element.write(length);
    } else {
      int count = length < 0x100 ? 1 : length < 0x10000 ? 2 : MAX_LENGTH_BYTES;
      element.write(0x80 + count);
      for (int i = count - 1; i >= 0; i--) {
        element.write(length >> (8 * i));
      }
    }
    element.writeBytes(content);
    return element.toByteArray();
  }
}

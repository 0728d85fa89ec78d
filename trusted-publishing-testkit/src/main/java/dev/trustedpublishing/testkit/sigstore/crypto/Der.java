package dev.trustedpublishing.testkit.sigstore.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes DER (ITU-T X.690), as far as certificates need it. Stateless, thread-safe. */
public final class Der {

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;

  /** A context-specific tag that contains other elements. */
  static final int CONSTRUCTED = 0xa0;

  private static final int LONG_LENGTH = 0x80;
  private static final int ARC_BITS = 7;
  private static final int FIRST_ARC = 40;

  /** The first year that {@code UTCTime} can't express (RFC 5280, section 4.1.2.5). */
  private static final int FIRST_LONG_YEAR = 2050;

  private static final DateTimeFormatter SHORT_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LONG_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger number) {
    return tagged(INTEGER, number.toByteArray());
  }

  static byte[] bool(boolean value) {
    return tagged(BOOLEAN, new byte[] {(byte) (value ? 0xff : 0)});
  }

  /**
   * Writes an octet string.
   *
   * @param bytes its content
   * @return the element
   */
  public static byte[] octets(byte[] bytes) {
    return tagged(OCTET_STRING, bytes);
  }

  /** A bit string; {@code unused} is how many bits of the last byte do not count. */
  static byte[] bits(int unused, byte[] bytes) {
    return tagged(BIT_STRING, new byte[] {(byte) unused}, bytes);
  }

  /**
   * Writes text.
   *
   * @param text the text
   * @return the element
   */
  public static byte[] utf8(String text) {
    return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).getYear() < FIRST_LONG_YEAR
        ? tagged(UTC_TIME, ascii(SHORT_TIME.format(instant)))
        : tagged(GENERALIZED_TIME, ascii(LONG_TIME.format(instant)));
  }

  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(FIRST_ARC * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 4 * ARC_BITS; shift > 0; shift -= ARC_BITS) {
        if (arc >> shift != 0) {
          out.write(0x80 | ((arc >> shift) & 0x7f));
        }
      }
      out.write(arc & 0x7f);
    }
    return tagged(OBJECT_IDENTIFIER, out.toByteArray());
  }

  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.size() < LONG_LENGTH) {
      element.write(content.size());
    } else {
      byte[] length = BigInteger.valueOf(content.size()).toByteArray();
      // A leading zero is a sign, which a length does not have.
      int start = length[0] == 0 ? 1 : 0;
      element.write(LONG_LENGTH | (length.length - start));
      element.write(length, start, length.length - start);
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

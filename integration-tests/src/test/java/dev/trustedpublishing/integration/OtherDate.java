package dev.trustedpublishing.integration;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes another file out of a ZIP that is just as valid: with other dates in all headers. */
final class OtherDate {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;

  private OtherDate() {}

  static byte[] of(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 16 < zip.length; i++) {
      int signature = bytes.getInt(i);
      if (signature == LOCAL) {
        bytes.putShort(i + 12, (short) 0x5a21);
      } else if (signature == CENTRAL) {
        bytes.putShort(i + 14, (short) 0x5a21);
      }
    }
    return bytes.array();
  }
}

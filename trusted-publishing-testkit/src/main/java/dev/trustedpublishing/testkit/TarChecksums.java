package dev.trustedpublishing.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Corrects the checksums of tar headers, so that the mutations of a fuzzer are not rejected by
 * them. Stateless, thread-safe.
 */
public final class TarChecksums {
  private static final int BLOCK = 512;
  private static final int FIELD = 148;
  private static final int MAGIC = 257;

  private TarChecksums() {}

  /**
   * Corrects all checksums.
   *
   * @param archive a tar archive, not compressed
   * @return a copy with correct checksums
   */
  public static byte[] corrected(byte[] archive) {
    byte[] corrected = archive.clone();
    for (int block = 0; block + BLOCK <= corrected.length; block += BLOCK) {
      if (corrected[block + MAGIC] == 'u' && corrected[block + MAGIC + 1] == 's') {
        correct(corrected, block);
      }
    }
    return corrected;
  }

  private static void correct(byte[] archive, int block) {
    Arrays.fill(archive, block + FIELD, block + FIELD + 8, (byte) ' ');
    int sum = 0;
    for (int i = block; i < block + BLOCK; i++) {
      sum += archive[i] & 0xff;
    }
    byte[] field = "%06o\0".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(field, 0, archive, block + FIELD, field.length);
  }
}

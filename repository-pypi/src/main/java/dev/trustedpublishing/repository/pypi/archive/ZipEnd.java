package dev.trustedpublishing.repository.pypi.archive;

import static dev.trustedpublishing.repository.pypi.archive.ZipInput.u16;
import static dev.trustedpublishing.repository.pypi.archive.ZipInput.u32;

import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The end of a ZIP archive, which must agree with the records before it.
 *
 * @param in the archive, after the central directory
 * @param rejected describes what is wrong
 * @param members the number of members
 * @param directoryStart where the central directory starts
 * @param directorySize the size of the central directory in bytes
 */
record ZipEnd(
    ZipInput in, ZipRejection rejected, long members, long directoryStart, long directorySize) {
  static final int SIGNATURE = 0x06054b50;
  private static final int ZIP64 = 0x06064b50;
  private static final int LOCATOR = 0x07064b50;

  /**
   * Reads the end records.
   *
   * @param signature the signature of the first record, which was read already
   */
  void read(int signature) throws InvalidFileException, IOException {
    int next = signature;
    boolean wide = next == ZIP64;
    if (wide) {
      readZip64();
      next = in.signature();
    }
    if (next != SIGNATURE) {
      throw rejected.of("it contains an unknown record", "headers and one end record");
    }
    ByteBuffer end = in.read(18);
    requireWhole(end.getShort(0), end.getShort(2));
    // With a ZIP64 end, the narrow values are either the same or all ones.
    checkCount(u16(end, 4), u16(end, 6), wide);
    checkDirectory(u32(end, 8), directorySize, "size", wide);
    checkDirectory(u32(end, 12), directoryStart, "offset", wide);
    in.skip(u16(end, 16));
    if (!in.isAtEnd()) {
      throw rejected.of(
          "there is data after the end of the ZIP archive", "a file that ends with the archive");
    }
  }

  private void readZip64() throws InvalidFileException, IOException {
    long start = in.position() - 4;
    ByteBuffer end = in.read(52);
    if (end.getLong(0) != 44) {
      throw rejected.of("it contains ZIP64 extensible data", "a ZIP64 end without it");
    }
    checkCount(end.getLong(20), end.getLong(28), false);
    checkDirectory(end.getLong(36), directorySize, "size", false);
    checkDirectory(end.getLong(44), directoryStart, "offset", false);
    requireWhole(end.getInt(12), end.getInt(16));
    if (in.signature() != LOCATOR || in.read(16).getLong(4) != start) {
      throw rejected.of("the ZIP64 locator is missing or wrong", "a correct one");
    }
  }

  private void requireWhole(int disk, int firstDisk) throws InvalidFileException {
    if (disk != 0 || firstDisk != 0) {
      throw rejected.of("it is part of a split ZIP archive", "a complete one");
    }
  }

  private void checkCount(long onThisDisk, long all, boolean mayBeOnes)
      throws InvalidFileException {
    boolean elsewhere = mayBeOnes && all == 0xffff;
    if (onThisDisk != all || (all != members && !elsewhere)) {
      throw rejected.of(
          "the end record counts " + all + " members", members + ", the actual number");
    }
  }

  private void checkDirectory(long stated, long actual, String what, boolean mayBeOnes)
      throws InvalidFileException {
    boolean elsewhere = mayBeOnes && stated == 0xffff_ffffL;
    if (stated != actual && !elsewhere) {
      throw rejected.of(
          "the end record gives %s as the %s of the central directory".formatted(stated, what),
          actual + ", the actual value");
    }
  }
}

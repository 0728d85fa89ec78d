package dev.trustedpublishing.testkit.registry.pypi.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The first header of a tar file, by which Python recognizes one. Stateless. */
final class TarHeader {

  private static final int LENGTH = 512;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;

  private TarHeader() {}

  /** Returns whether Python recognizes a file as a tar file, compressed or not. */
  static boolean isTar(Path path) throws IOException {
    return isPlain(path) || isPacked(path);
  }

  private static boolean isPlain(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return isHeader(in.readNBytes(LENGTH));
    }
  }

  private static boolean isPacked(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path));
        InputStream unpacked = new GZIPInputStream(in)) {
      return isHeader(unpacked.readNBytes(LENGTH));
    } catch (IOException e) {
      // The file is on the local disk, so a read error means that it is not compressed or is
      // truncated.
      return false;
    }
  }

  /** Empty blocks are the end of an archive without members, which is a tar file too. */
  private static boolean isHeader(byte[] block) {
    if (block.length < LENGTH) {
      return false;
    }
    int unsigned = 0;
    int signed = 0;
    boolean empty = true;
    for (int i = 0; i < LENGTH; i++) {
      boolean inChecksum = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
      unsigned += inChecksum ? ' ' : Byte.toUnsignedInt(block[i]);
      signed += inChecksum ? ' ' : block[i];
      empty &= block[i] == 0;
    }
    int checksum = checksum(block);
    return empty || checksum == unsigned || checksum == signed;
  }

  private static int checksum(byte[] block) {
    String field =
        new String(block, CHECKSUM, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1)
            .split("\0", 2)[0].strip();
    return field.matches("[0-7]{1,8}") ? Integer.parseInt(field, 8) : -1;
  }
}

package dev.trustedpublishing.integration;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a wheel of any size that a registry accepts. */
public final class GeneratedWheel {
  private static final String DIST_INFO = "trusted_publishing_sample-1.0.0.dist-info/";
  private static final byte[] ZEROS = new byte[1 << 20];

  private GeneratedWheel() {}

  /** A small one with its own content. */
  public static Path random(Path folder, int build, int size) throws IOException {
    byte[] content = new byte[size];
    new Random(build).nextBytes(content);
    Path wheel = path(folder, build);
    try (ZipOutputStream zip = open(wheel)) {
      begin(zip, "trusted_publishing_sample/data.bin", crc(content), size);
      zip.write(content);
      addDistInfo(zip);
    }
    return wheel;
  }

  /** A large one that uses no space on the disk. */
  static Path sparse(Path folder, int build, int mebibytes) throws IOException {
    CRC32 crc = new CRC32();
    for (int i = 0; i < mebibytes; i++) {
      crc.update(ZEROS);
    }
    Path wheel = path(folder, build);
    try (ZipOutputStream zip = open(wheel)) {
      begin(zip, "trusted_publishing_sample/zeros.bin", crc, (long) mebibytes * ZEROS.length);
      for (int i = 0; i < mebibytes; i++) {
        zip.write(ZEROS);
      }
      addDistInfo(zip);
    }
    return wheel;
  }

  private static Path path(Path folder, int build) {
    return folder.resolve("trusted_publishing_sample-1.0.0-" + build + "-py3-none-any.whl");
  }

  private static ZipOutputStream open(Path wheel) throws IOException {
    return new ZipOutputStream(
        new SparseStream(
            FileChannel.open(wheel, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
  }

  private static void addDistInfo(ZipOutputStream zip) throws IOException {
    add(
        zip,
        "METADATA",
        "Metadata-Version: 2.1\nName: trusted-publishing-sample\nVersion: 1.0.0\n");
    add(zip, "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    add(
        zip,
        "RECORD",
        DIST_INFO
            + "METADATA,,\n"
            + DIST_INFO
            + "WHEEL,,\n"
            + DIST_INFO
            + "RECORD,,\n"
            + "trusted_publishing_sample/data.bin,,\n"
            + "trusted_publishing_sample/zeros.bin,,\n");
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    begin(zip, DIST_INFO + name, crc(bytes), bytes.length);
    zip.write(bytes);
  }

  private static void begin(ZipOutputStream zip, String name, CRC32 crc, long size)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setCrc(crc.getValue());
    entry.setSize(size);
    zip.putNextEntry(entry);
  }

  private static CRC32 crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return crc;
  }

  /** Steps over the large blocks of zeros instead of writing them. */
  private static final class SparseStream extends OutputStream {
    private final FileChannel file;

    private SparseStream(FileChannel file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (bytes == ZEROS) {
        file.position(file.position() + length);
      } else {
        file.write(ByteBuffer.wrap(bytes, offset, length));
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}

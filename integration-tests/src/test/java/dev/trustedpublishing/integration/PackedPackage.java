package dev.trustedpublishing.integration;

import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveOutputStream;
import dev.trustedpublishing.internal.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import dev.trustedpublishing.internal.commons.compress.compressors.gzip.GzipParameters;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;

/** Makes packages as {@code npm pack} does. */
public final class PackedPackage {
  private PackedPackage() {}

  /** A small package; {@code more} are further members of its package.json, each with a comma. */
  public static Path of(Path folder, String name, String version, String more) throws IOException {
    String manifest =
        "{\"name\":\""
            + name
            + "\",\"version\":\""
            + version
            + "\""
            + more
            + ",\"main\":\"index.js\"}";
    Path path = path(folder, name, version);
    try (TarArchiveOutputStream tar = open(path)) {
      add(tar, "package/index.js", "module.exports = 'hello'\n");
      add(tar, "package/package.json", manifest);
      add(tar, "package/README.md", "# " + name + "\n");
    }
    return path;
  }

  public static Path of(Path folder, String name, String version) throws IOException {
    return of(folder, name, version, "");
  }

  /** A package that is as large as it says, because nothing in it is compressed. */
  public static Path large(Path folder, String name, int mebibytes) throws IOException {
    Path path = path(folder, name, "1.0.0");
    GzipParameters stored = new GzipParameters();
    stored.setCompressionLevel(Deflater.NO_COMPRESSION);
    OutputStream file = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(file, stored))) {
      TarArchiveEntry entry = new TarArchiveEntry("package/data.bin");
      entry.setSize((long) mebibytes << 20);
      tar.putArchiveEntry(entry);
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < mebibytes; i++) {
        tar.write(block);
      }
      tar.closeArchiveEntry();
      add(tar, "package/package.json", "{\"name\":\"" + name + "\",\"version\":\"1.0.0\"}");
    }
    return path;
  }

  private static Path path(Path folder, String name, String version) throws IOException {
    return Files.createDirectories(folder)
        .resolve(name.replace("@", "").replace("/", "-") + "-" + version + ".tgz");
  }

  private static TarArchiveOutputStream open(Path path) throws IOException {
    OutputStream file = Files.newOutputStream(path);
    return new TarArchiveOutputStream(new GzipCompressorOutputStream(file));
  }

  private static void add(TarArchiveOutputStream tar, String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setModTime(0);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}

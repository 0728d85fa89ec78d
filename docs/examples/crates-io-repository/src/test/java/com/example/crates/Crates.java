package com.example.crates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Packs crates as cargo does. */
final class Crates {
  private Crates() {}

  static Path pack(Path folder, String name, String version, String code) throws IOException {
    Path file = folder.resolve(name + "-" + version + ".crate");
    String top = name + "-" + version + "/";
    String manifest = "[package]\nname = \"" + name + "\"\nversion = \"" + version + "\"\n";
    try (var tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(file)))) {
      add(tar, top + "Cargo.toml", manifest);
      add(tar, top + "src/lib.rs", code);
    }
    return file;
  }

  private static void add(TarArchiveOutputStream tar, String name, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    entry.setModTime(0);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}

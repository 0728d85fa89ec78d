package dev.trustedpublishing.repository.npm;

import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveOutputStream;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarConstants;
import dev.trustedpublishing.internal.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Packs packages, also such as nobody should pack. */
@SuppressWarnings("exports") // The testkit is on the class path.
public final class Packed {
  public static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(archive, StandardCharsets.UTF_8.name());

  Packed() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** Of a registry that has nothing. */
  public static ScriptedTransport script() {
    return new ScriptedTransport()
        .answerOthers(request -> ScriptedTransport.response(request, 404, "{}"));
  }

  public static Packed manifest(String json) {
    return new Packed().with("package/package.json", json);
  }

  /** A good package; {@code more} starts with a comma. */
  public static Packed of(String name, String version, String more) {
    return manifest("{\"name\":\"" + name + "\",\"version\":\"" + version + "\"" + more + "}");
  }

  public Packed with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public Packed with(String path, byte[] content) {
    TarArchiveEntry entry = new TarArchiveEntry(path, true);
    entry.setSize(content.length);
    return put(entry, content);
  }

  Packed link(String path, byte kind, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(path, kind);
    entry.setLinkName(target);
    return put(entry, new byte[0]);
  }

  Packed device(String path) {
    return put(new TarArchiveEntry(path, TarConstants.LF_FIFO), new byte[0]);
  }

  byte[] tar() {
    try {
      tar.close();
      return archive.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] gzip() {
    return gzip(tar());
  }

  public static byte[] gzip(byte[] content) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(bytes)) {
        gzip.write(content);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path to(Path file) {
    try {
      return Files.write(file, gzip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Packed put(TarArchiveEntry entry, byte[] content) {
    try {
      // Whole seconds need no PAX header.
      entry.setModTime(0);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

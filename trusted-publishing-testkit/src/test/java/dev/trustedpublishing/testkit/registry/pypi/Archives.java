package dev.trustedpublishing.testkit.registry.pypi;

import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes archives in memory, good and bad. */
final class Archives {

  /** The same archive is the same bytes, whenever it is made. */
  private static final LocalDateTime SOME_DAY = LocalDateTime.of(2026, 1, 1, 12, 0);

  private Archives() {}

  static Map<String, String> wheelMembers(String name, String version) {
    String distInfo = name + "-" + version + ".dist-info/";
    Map<String, String> members = new LinkedHashMap<>();
    members.put(name + "/__init__.py", "");
    members.put(distInfo + "METADATA", "Metadata-Version: 2.1\n");
    members.put(distInfo + "WHEEL", "Wheel-Version: 1.0\n");
    members.put(distInfo + "RECORD", "");
    return members;
  }

  static byte[] wheel(String name, String version) {
    return storedZip(wheelMembers(name, version));
  }

  static byte[] sdist(String top) {
    return tar(Map.of(top + "/PKG-INFO", "Metadata-Version: 2.1\n", top + "/x.py", ""));
  }

  /** Sizes and checksums stand before the content: the way that PyPI accepts. */
  static byte[] storedZip(Map<String, String> members) {
    return zip(
        members,
        (entry, content) -> {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
        });
  }

  /** The way that Java writes ZIP files by itself: sizes follow the content. */
  static byte[] zipWithDataDescriptors(Map<String, String> members) {
    return zip(members, (entry, content) -> {});
  }

  static byte[] zipWithEntryComments(Map<String, String> members) {
    return zip(
        members,
        (entry, content) -> {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
          entry.setComment("hello");
        });
  }

  static byte[] tar(Map<String, String> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (var member : members.entrySet()) {
        byte[] content = member.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
        entry.setSize(content.length);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(Map<String, String> members, EntrySetup entrySetup) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var member : members.entrySet()) {
        byte[] content = member.getValue().getBytes(StandardCharsets.UTF_8);
        ZipEntry entry = new ZipEntry(member.getKey());
        entry.setTimeLocal(SOME_DAY);
        entrySetup.apply(entry, content);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface EntrySetup {
    void apply(ZipEntry entry, byte[] content);
  }
}

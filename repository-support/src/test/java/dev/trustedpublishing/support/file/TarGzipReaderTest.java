package dev.trustedpublishing.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

/** Archives that are read, and those that are not. */
class TarGzipReaderTest {
  private static final ArchiveFile FILE =
      new ArchiveFile(Path.of("x.tgz"), "a good one", "Pack it again.");
  private final List<TarMember> members = new ArrayList<>();

  @Test
  void members_areVisitedInOrder() throws Exception {
    read(archive("a/", "a/b"), 1 << 20, TarGzipReader.Next.CONTINUE);

    assertThat(members).extracting(TarMember::path).containsExactly("a/", "a/b");
    assertThat(members)
        .extracting(TarMember::kind)
        .containsExactly(TarMember.Kind.FOLDER, TarMember.Kind.FILE);
  }

  @Test
  void stop_endsTheReading() throws Exception {
    read(archive("a", "../b"), 1 << 20, TarGzipReader.Next.STOP);

    assertThat(members).hasSize(1);
  }

  @Test
  void badPath_isRejected() {
    assertThatThrownBy(() -> read(archive("a/../../b"), 1 << 20, TarGzipReader.Next.CONTINUE))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContainingAll(
            "x.tgz: the member", "points outside", "a good one", "Pack it again.");
  }

  @Test
  void device_isRejected() throws Exception {
    TarArchiveEntry pipe = new TarArchiveEntry("pipe", TarConstants.LF_FIFO);

    assertThatThrownBy(() -> read(archive(pipe), 1 << 20, TarGzipReader.Next.CONTINUE))
        .hasMessageContaining("is a device or a pipe");
  }

  @Test
  void bomb_isRejected() {
    assertThatThrownBy(() -> read(archive("a", "b"), 700, TarGzipReader.Next.CONTINUE))
        .hasMessageContainingAll("can't be read", "it unpacks to more than 700 bytes");
  }

  @Test
  void otherFile_isNamedByWhatItIs() {
    assertThatThrownBy(() ->
            read(
                "<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8),
                700,
                TarGzipReader.Next.CONTINUE))
        .hasMessageContaining("it is an HTML page, not a tar.gz archive");
  }

  private void read(byte[] archive, long limit, TarGzipReader.Next next)
      throws InvalidFileException {
    new TarGzipReader(FILE, limit)
        .read(
            new ByteArrayInputStream(archive),
            (member, content) -> {
              members.add(member);
              return next;
            });
  }

  private static byte[] archive(String... names) throws IOException {
    TarArchiveEntry[] entries = new TarArchiveEntry[names.length];
    for (int i = 0; i < names.length; i++) {
      entries[i] = new TarArchiveEntry(names[i], true);
    }
    return archive(entries);
  }

  private static byte[] archive(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}

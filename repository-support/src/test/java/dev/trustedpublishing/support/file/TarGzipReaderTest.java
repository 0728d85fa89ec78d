package dev.trustedpublishing.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveOutputStream;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarConstants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are read, and those that are not. */
class TarGzipReaderTest {
  private static final int BLOCK = 512;
  private static final ArchiveFile FILE =
      new ArchiveFile(Path.of("x.tgz"), "a good one", "Pack it again.");
  private final List<TarMember> members = new ArrayList<>();

  @Test
  void members_areVisitedInOrder() throws Exception {
    read(archive("a/", "a/b"));

    assertThat(members).extracting(TarMember::path).containsExactly("a/", "a/b");
    assertThat(members)
        .extracting(TarMember::kind)
        .containsExactly(TarMember.Kind.FOLDER, TarMember.Kind.FILE);
  }

  @Test
  void stop_endsReading() throws Exception {
    read(archive("a", "../b"), 1 << 20, TarGzipReader.Next.STOP);

    assertThat(members).hasSize(1);
  }

  @Test
  void escapingPath_isRejected() {
    assertThatThrownBy(() -> read(archive("a/../../b")))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContainingAll(
            "x.tgz: the member", "points outside", "a good one", "Pack it again.");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
  void namedPipe_isRejected(byte type) throws Exception {
    byte[] archive = archive(new TarArchiveEntry("device", type));

    assertThatThrownBy(() -> read(archive))
        .hasMessageContaining("the member 'device' is a device or a pipe.");
  }

  @ParameterizedTest
  @CsvSource({"0, FILE", "7, FILE", "1, HARD_LINK", "2, SYMBOLIC_LINK", "5, FOLDER"})
  void type_isTheKindOfTheMember(char type, TarMember.Kind kind) throws Exception {
    TarArchiveEntry entry = new TarArchiveEntry("a", (byte) type);
    if (kind == TarMember.Kind.HARD_LINK || kind == TarMember.Kind.SYMBOLIC_LINK) {
      entry.setLinkName("target");
    }
    entry.setMode(0640);

    read(archive(entry));

    assertThat(members)
        .containsExactly(
            new TarMember(
                kind == TarMember.Kind.FOLDER ? "a/" : "a",
                kind,
                0,
                entry.getLinkName(),
                entry.getMode()));
  }

  @Test
  void sparseMember_isRejected() throws Exception {
    byte[] archive = archive(new TarArchiveEntry("sparse", TarConstants.LF_GNUTYPE_SPARSE));

    assertThatThrownBy(() -> read(archive)).hasMessageContaining("the member 'sparse' is sparse");
  }

  @Test
  void wrongHeaderChecksum_isRejected() throws Exception {
    byte[] header = tar(new TarArchiveEntry("a"));
    header[0] = 'b';

    assertThatThrownBy(() -> read(gzip(header)))
        .hasMessageContaining("the member 'b' has a header with a wrong checksum.");
  }

  @Test
  void bomb_isRejectedAtTheFirstByteTooMany() throws Exception {
    byte[] tar = tar(new TarArchiveEntry("a"), new TarArchiveEntry("b"));

    read(gzip(tar), tar.length, TarGzipReader.Next.CONTINUE);

    assertThat(members).hasSize(2);
    assertThatThrownBy(() -> read(gzip(tar), tar.length - 1, TarGzipReader.Next.CONTINUE))
        .hasMessageContainingAll(
            "can't be read", "it unpacks to more than " + (tar.length - 1) + " bytes");
  }

  @Test
  void membersUpToTheLimit_areVisited() throws Exception {
    byte[] archive = headers(200_001);

    assertThatThrownBy(() -> read(archive, 1 << 30, TarGzipReader.Next.CONTINUE))
        .hasMessageContaining("it has more than 200000 members.");
    assertThat(members).hasSize(200_000);
  }

  /** The long name has a header of its own before it, and the member's header after it. */
  @ParameterizedTest(name = "member {0}")
  @ValueSource(ints = {1, 2})
  void headersUpToTheLimit_areRead(int position) throws Exception {
    int longest = (1 << 20) - 2 * BLOCK;

    read(withLongName(position, longest));

    assertThat(members).hasSize(position);
    assertThatThrownBy(() -> read(withLongName(position, longest + 1)))
        .hasMessageContainingAll("can't be read", "the header of a member is too long");
  }

  @Test
  void largeContent_isNoHeader() throws Exception {
    byte[] content = new byte[2 << 20];
    TarArchiveEntry entry = new TarArchiveEntry("large");
    entry.setSize(content.length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      tar.putArchiveEntry(new TarArchiveEntry("next"));
      tar.closeArchiveEntry();
    }

    read(gzip(bytes.toByteArray()), 4 << 20, TarGzipReader.Next.CONTINUE);

    assertThat(members).extracting(TarMember::size).containsExactly(2L << 20, 0L);
  }

  @Test
  void paddingAfterTheArchive_countsAsContent() throws Exception {
    byte[] tar = Arrays.copyOf(tar(new TarArchiveEntry("a")), 2 << 20);

    read(gzip(tar), tar.length, TarGzipReader.Next.CONTINUE);

    assertThat(members).hasSize(1);
    assertThatThrownBy(() -> read(gzip(tar), tar.length - 1, TarGzipReader.Next.CONTINUE))
        .hasMessageContaining("it unpacks to more than");
  }

  /** All lengths between the first member's header and the end of the second end block. */
  @ParameterizedTest
  @ValueSource(ints = {511, 512, 513, 1023, 1024, 1025, 1536, 2047})
  void archiveWithoutItsEnd_isRejected(int length) throws Exception {
    byte[] tar = tar(new TarArchiveEntry("a"), new TarArchiveEntry("b"));

    read(gzip(Arrays.copyOf(tar, 2048)));
    assertThatThrownBy(() -> read(gzip(Arrays.copyOf(tar, length))))
        .hasMessageContaining("the tar.gz archive can't be read.")
        .hasMessageNotContaining("null");
  }

  @Test
  void memberAfterOneZeroBlock_isRejected() throws Exception {
    byte[] one = Arrays.copyOf(tar(new TarArchiveEntry("a")), 1024);
    byte[] both = Arrays.copyOf(one, 4096);
    System.arraycopy(one, 0, both, 1024, 512);

    assertThatThrownBy(() -> read(gzip(both)))
        .hasMessageContaining("it does not end with two blocks of zeros");
  }

  @Test
  void paddingOfContent_isIgnored() throws Exception {
    TarArchiveEntry entry = new TarArchiveEntry("a");
    entry.setSize(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(entry);
      tar.write('x');
      tar.closeArchiveEntry();
    }
    byte[] padded = bytes.toByteArray();
    padded[2 * BLOCK - 1] = 1;

    read(gzip(padded));

    assertThat(members).hasSize(1);
    padded[2 * BLOCK] = 1;
    assertThatThrownBy(() -> read(gzip(padded))).isInstanceOf(InvalidFileException.class);
  }

  @Test
  void truncatedGzip_isExplained() throws Exception {
    byte[] archive = archive("a");

    for (int length = 2; length < archive.length; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(InvalidFileException.class)
          .hasMessageNotContaining("null");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"./a", "a/./b", "a//b", "a/."})
  void pathWithSeveralSpellings_isRejected(String path) {
    assertThatThrownBy(() -> read(archive(path)))
        .hasMessageContaining(
            "the member '" + path + "' has a path that readers write in different")
        .hasMessageContaining("ways ('.', '//', or a file with '/' at its end)");
  }

  @Test
  void checksumAfterTheArchive_isVerified() throws Exception {
    byte[] archive = gzip(Arrays.copyOf(tar(new TarArchiveEntry("a")), 2 << 20));
    archive[archive.length - 5] ^= 1;

    assertThatThrownBy(() -> read(archive, 4 << 20, TarGzipReader.Next.CONTINUE))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContainingAll("the tar.gz archive can't be read.", "The file is damaged.");
  }

  @ParameterizedTest
  @CsvSource({"'', an empty file", "<!DOCTYPE html>, an HTML page", "hello, of an unknown kind"})
  void otherFileType_isNamedInError(String content, String kind) {
    assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("it is " + kind + ", not a tar.gz archive");
  }

  private void read(byte[] archive) throws InvalidFileException {
    read(archive, 4 << 20, TarGzipReader.Next.CONTINUE);
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
    return gzip(tar(entries));
  }

  private static byte[] tar(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /** An archive of empty members, as a stream of gzip data for each thousand. */
  private static byte[] headers(int count) throws IOException {
    byte[] header = Arrays.copyOf(tar(new TarArchiveEntry("a")), BLOCK);
    ByteArrayOutputStream thousand = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      thousand.write(header);
    }
    byte[] packed = gzip(thousand.toByteArray());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count / 1000; i++) {
      bytes.write(packed);
    }
    for (int i = 0; i < count % 1000; i++) {
      bytes.write(gzip(header));
    }
    return bytes.toByteArray();
  }

  private static byte[] withLongName(int position, int bytes) throws IOException {
    TarArchiveEntry name =
        new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
    name.setSize(bytes);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(all)) {
      for (int i = 1; i <= position; i++) {
        if (i == position) {
          tar.putArchiveEntry(name);
          tar.write("n".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
          tar.closeArchiveEntry();
        }
        tar.putArchiveEntry(new TarArchiveEntry("a"));
        tar.closeArchiveEntry();
      }
    }
    return gzip(all.toByteArray());
  }
}

package dev.trustedpublishing.api.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.FaultRow;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ArtifactFileTest {
  private static final String DIGEST_OF_HELLO =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path folder;
  private Path path;
  private ArtifactFile file;

  @BeforeEach
  void plan() throws IOException {
    path = Files.writeString(folder.resolve("a.whl"), "hello");
    file = ArtifactFile.read(path);
  }

  @Test
  void read_recordsSizeAndDigest() throws IOException {
    assertThat(file.size()).isEqualTo(5);
    assertThat(file.sha256()).isEqualTo(DIGEST_OF_HELLO);
    assertThat(file.filename()).isEqualTo("a.whl");
    try (InputStream content = file.open()) {
      assertThat(content.readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void read_contentVisitor_doesNotAffectDigest() throws IOException {
    ArtifactFile looked =
        ArtifactFile.read(
            path,
            content -> {
              assertThat(content.read()).isEqualTo('h');
              assertThat(content.skip(2)).isEqualTo(2);
              content.close();
            });

    assertThat(looked).isEqualTo(file);
  }

  @Test
  void read_visitorException_isPropagated() {
    assertThat(
            catchThrowableOfType(
                ClassNotFoundException.class,
                () ->
                    ArtifactFile.<ClassNotFoundException>read(
                        path,
                        content -> {
                          throw new ClassNotFoundException("seen enough");
                        })))
        .hasMessage("seen enough");
  }

  @Test
  void read_ioExceptionOfVisitor_isNotOneOfTheFile() {
    assertThat(
            catchThrowableOfType(
                EOFException.class,
                () ->
                    ArtifactFile.<RuntimeException>read(
                        path,
                        content -> {
                          throw new EOFException("not an archive");
                        })))
        .hasMessage("not an archive");
  }

  @Test
  void read_missingFile_isUnreadable() {
    assertThat(
            catchThrowableOfType(
                TrustedPublishingException.class,
                () -> ArtifactFile.read(folder.resolve("none"), InputStream::readAllBytes)))
        .hasMessageContaining("none can't be read.")
        .hasMessageContaining("Found:    no such file");
  }

  @Test
  @FaultRow("C06")
  void requireUnchanged_largerFile_throws() throws IOException {
    Files.writeString(path, "hello!");

    assertThat(refusal())
        .hasMessageContaining("a.whl changed after it was planned.")
        .hasMessageContaining("it had 5 bytes and has 6 now")
        .hasMessageContaining("the same file, with the SHA-256 " + DIGEST_OF_HELLO);
  }

  @Test
  @FaultRow("C06")
  void requireUnchanged_modificationTimeChanged_throws() throws IOException {
    Files.writeString(path, "HELLO");
    Files.setLastModifiedTime(path, FileTime.fromMillis(1));

    assertThat(refusal()).hasMessageContaining("it was modified at 1970-01-01T00:00:00.001Z");
  }

  @Test
  @FaultRow("C06")
  void open_sameSizeAndTimeOtherBytes_throwsBeforeLastByte() throws IOException {
    FileTime time = file.modified();
    Files.writeString(path, "jello");
    Files.setLastModifiedTime(path, time);

    byte[] sent = new byte[16];
    int count;
    TrustedPublishingException e;
    try (InputStream content = file.open()) {
      count = content.read(sent, 0, 4);
      e = catchThrowableOfType(TrustedPublishingException.class, () -> content.read(sent, 4, 12));
    }

    assertThat(count).isEqualTo(4);
    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_CHANGED);
    assertThat(e).hasMessageContaining("its SHA-256 is ");
  }

  @Test
  @FaultRow("C06")
  void open_growingFile_throws() throws IOException {
    try (InputStream content = file.open()) {
      content.readNBytes(2);
      Files.writeString(path, "hello, and more");

      assertThat(
              catchThrowableOfType(TrustedPublishingException.class, () -> content.readNBytes(9)))
          .hasMessageContaining("it grew while it was sent");
    }
  }

  @Test
  @FaultRow("C06")
  void open_shrinkingFile_throws() throws IOException {
    try (InputStream content = file.open()) {
      content.readNBytes(2);
      Files.write(path, Arrays.copyOf("hello".getBytes(), 3));

      assertThat(
              catchThrowableOfType(TrustedPublishingException.class, () -> content.readNBytes(9)))
          .hasMessageContaining("it ended 2 bytes too early while it was sent");
    }
  }

  @Test
  @FaultRow("C06")
  void requireUnchanged_smallerFile_throws() throws IOException {
    Files.writeString(path, "hell");

    assertThat(refusal()).hasMessageContaining("it had 5 bytes and has 4 now");
  }

  @Test
  @FaultRow("C05")
  void read_folder_throws() {
    TrustedPublishingException e = unreadable(folder);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("Found:    a folder");
  }

  /** Opening a pipe that nobody writes to would wait forever. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(10)
  @FaultRow("C05")
  void read_pipeOrDevice_throwsWithoutOpening() throws Exception {
    Path pipe = folder.resolve("pipe.whl");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (Path special : List.of(pipe, Path.of("/dev/zero"), Path.of("/dev/null"))) {
      TrustedPublishingException e = unreadable(special);

      assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
      assertThat(e.stage()).isEqualTo(Stage.PLAN);
      assertThat(e)
          .hasMessageContaining(special + " can't be read.")
          .hasMessageContaining("Found:    not a regular file");
    }
  }

  @Test
  @FaultRow("C05")
  void read_selfReferencingLink_throws() throws IOException {
    Path loop = folder.resolve("loop.whl");
    Files.createSymbolicLink(loop, loop.getFileName());

    TrustedPublishingException e = unreadable(loop);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("loop.whl can't be read.");
  }

  @Test
  @FaultRow("C05")
  void read_danglingLink_throws() throws IOException {
    Path dangling = folder.resolve("dangling.whl");
    Files.createSymbolicLink(dangling, folder.resolve("gone.whl"));

    assertThat(unreadable(dangling)).hasMessageContaining("Found:    no such file");
  }

  /** Where a link leads is the caller's business: its name is sent, and the content after it. */
  @Test
  @FaultRow("C05")
  void read_linkOutOfFolder_isFollowed(@TempDir Path elsewhere) throws IOException {
    Path real = Files.writeString(elsewhere.resolve("real.whl"), "hello");
    Path link = Files.createSymbolicLink(folder.resolve("link.whl"), real);

    ArtifactFile linked = ArtifactFile.read(link);

    assertThat(linked.filename()).isEqualTo("link.whl");
    assertThat(linked.sha256()).isEqualTo(DIGEST_OF_HELLO);
    Files.writeString(real, "hello, you");
    assertThat(
            catchThrowableOfType(TrustedPublishingException.class, () -> linked.requireUnchanged()))
        .hasMessageContaining("it had 5 bytes and has 10 now");
  }

  /** Root may read every file of a disk, but not this one, which can only be written. */
  @Test
  @EnabledOnOs(OS.LINUX)
  @FaultRow("C05")
  void read_permissionDenied_throws() {
    TrustedPublishingException e = unreadable(Path.of("/proc/sys/vm/compact_memory"));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("Found:    permission denied");
  }

  private static TrustedPublishingException unreadable(Path path) {
    return catchThrowableOfType(TrustedPublishingException.class, () -> ArtifactFile.read(path));
  }

  @Test
  @FaultRow("C05")
  void requireUnchanged_deletedFile_throws() throws IOException {
    Files.delete(path);

    assertThat(refusal().code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(refusal()).hasMessageContaining("Found:    no such file");
  }

  private TrustedPublishingException refusal() {
    return catchThrowableOfType(
        TrustedPublishingException.class,
        () -> {
          try (InputStream content = file.open()) {
            content.readAllBytes();
          }
        });
  }
}

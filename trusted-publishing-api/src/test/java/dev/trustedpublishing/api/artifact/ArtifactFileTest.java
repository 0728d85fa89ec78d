package dev.trustedpublishing.api.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.FaultRow;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
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
  void remembers_size_and_digest() throws IOException {
    assertThat(file.size()).isEqualTo(5);
    assertThat(file.sha256()).isEqualTo(DIGEST_OF_HELLO);
    assertThat(file.filename()).isEqualTo("a.whl");
    try (InputStream content = file.open()) {
      assertThat(content.readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @Test
  void whoever_looks_at_the_content_on_the_way_changes_nothing() throws IOException {
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
  void what_is_thrown_on_the_way_arrives() {
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
  @FaultRow("C06")
  void other_size() throws IOException {
    Files.writeString(path, "hello!");

    assertThat(refusal())
        .hasMessageContaining("a.whl changed after it was planned.")
        .hasMessageContaining("it had 5 bytes and has 6 now")
        .hasMessageContaining("the same file, with the SHA-256 " + DIGEST_OF_HELLO);
  }

  @Test
  @FaultRow("C06")
  void same_size_and_other_time() throws IOException {
    Files.writeString(path, "HELLO");
    Files.setLastModifiedTime(path, FileTime.fromMillis(1));

    assertThat(refusal()).hasMessageContaining("it was written again at 1970-01-01T00:00:00.001Z");
  }

  @Test
  @FaultRow("C06")
  void same_size_same_time_and_other_bytes_never_leave_completely() throws IOException {
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
  void grows_while_it_is_sent() throws IOException {
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
  void shrinks_while_it_is_sent() throws IOException {
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
  void smaller() throws IOException {
    Files.writeString(path, "hell");

    assertThat(refusal()).hasMessageContaining("it had 5 bytes and has 4 now");
  }

  @Test
  @FaultRow("C05")
  void what_is_no_file() {
    TrustedPublishingException e = unreadable(folder);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("found:  a folder");
  }

  /** Opening a pipe that nobody writes to would wait forever. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(10)
  @FaultRow("C05")
  void a_pipe_and_a_device_are_not_even_opened() throws Exception {
    Path pipe = folder.resolve("pipe.whl");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (Path special : List.of(pipe, Path.of("/dev/zero"), Path.of("/dev/null"))) {
      TrustedPublishingException e = unreadable(special);

      assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
      assertThat(e.stage()).isEqualTo(Stage.PLAN);
      assertThat(e)
          .hasMessageContaining(special + " can't be read.")
          .hasMessageContaining("found:  no regular file");
    }
  }

  @Test
  @FaultRow("C05")
  void a_link_to_itself() throws IOException {
    Path loop = folder.resolve("loop.whl");
    Files.createSymbolicLink(loop, loop.getFileName());

    TrustedPublishingException e = unreadable(loop);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("loop.whl can't be read.");
  }

  @Test
  @FaultRow("C05")
  void a_link_to_nothing() throws IOException {
    Path dangling = folder.resolve("dangling.whl");
    Files.createSymbolicLink(dangling, folder.resolve("gone.whl"));

    assertThat(unreadable(dangling)).hasMessageContaining("found:  no such file");
  }

  /** Where a link leads is the caller's business: its name is sent, and the content after it. */
  @Test
  @FaultRow("C05")
  void a_link_out_of_the_folder_is_the_file_behind_it(@TempDir Path elsewhere) throws IOException {
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
  void what_may_not_be_read() {
    TrustedPublishingException e = unreadable(Path.of("/proc/sys/vm/compact_memory"));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("found:  permission denied");
  }

  private static TrustedPublishingException unreadable(Path path) {
    return catchThrowableOfType(TrustedPublishingException.class, () -> ArtifactFile.read(path));
  }

  @Test
  @FaultRow("C05")
  void what_has_vanished() throws IOException {
    Files.delete(path);

    assertThat(refusal().code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(refusal()).hasMessageContaining("found:  no such file");
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

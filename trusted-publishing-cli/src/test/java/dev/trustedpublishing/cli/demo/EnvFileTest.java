package dev.trustedpublishing.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "http://127.0.0.1:8080/oidc/_apis/0?api-version=2.0&audience=pypi",
        "two words",
        "it's $HOME `id` \"quoted\" \\ * ~ #",
        "#comment",
        "~",
        "a\nb"
      })
  void write_anyValue_isReadBackByShell(String value) throws Exception {
    Path file = folder.resolve("sandbox.env");

    new EnvFile(file).write(Map.of("NAME", value));

    assertThat(sourced(file, "NAME")).isEqualTo(value);
  }

  @Test
  void write_restrictsPermissionsToOwner() throws IOException {
    Path file = Files.createFile(folder.resolve("sandbox.env"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    new EnvFile(file).write(Map.of("NAME", "value"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryNotContaining("glob:**.trusted-publish*");
  }

  @Test
  void write_missingFolder_fails() {
    EnvFile file = new EnvFile(folder.resolve("nowhere/sandbox.env"));

    assertThatThrownBy(() -> file.write(Map.of()))
        .isInstanceOf(TrustedPublishingException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("no such file or folder")
        .hasMessageContaining("Choose another --env-file")
        .hasMessageContaining("usage.invalid-option");
  }

  @Test
  void write_folderTarget_isNotReplaced() {
    assertThatThrownBy(() -> new EnvFile(folder).write(Map.of()))
        .isInstanceOf(TrustedPublishingException.class)
        .hasMessageContaining("not a regular file");
    assertThat(folder).isEmptyDirectory();
  }

  /** What a POSIX shell has in a variable after it sourced the file. */
  static String sourced(Path file, String name) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder(
                "sh", "-c", ". \"$1\"; printf %s \"$" + name + "\"", "sh", file.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(printed).isZero();
    return printed;
  }
}

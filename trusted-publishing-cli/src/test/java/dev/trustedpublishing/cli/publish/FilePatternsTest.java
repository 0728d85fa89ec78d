package dev.trustedpublishing.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePatternsTest {
  @TempDir private Path folder;

  @BeforeEach
  void build() throws IOException {
    Path dist = Files.createDirectory(folder.resolve("dist"));
    for (String name : List.of("b.whl", "a.tar.gz", ".gitignore")) {
      Files.createFile(dist.resolve(name));
    }
    Files.createDirectory(dist.resolve("folder"));
    Files.createDirectory(folder.resolve("empty"));
  }

  @Test
  void noFiles_defaultsToVisibleFilesInDist() {
    assertThat(new FilePatterns(folder).files(List.of(), "pypi"))
        .containsExactly(folder.resolve("dist/a.tar.gz"), folder.resolve("dist/b.whl"));
  }

  @ParameterizedTest(name = "{0} with {1} gives {2}")
  @CsvSource({
    "pypi, python/c.whl js/d.tgz, python/c.whl",
    "testpypi, python/c.whl, python/c.whl",
    "https://index.example/legacy/, python/c.whl js/d.tgz, python/c.whl",
    "npm, python/c.whl js/d.tgz, js/d.tgz",
    "npm+https://registry.example/, js/d.tgz, js/d.tgz",
    "pypi, python/c.whl e.whl, e.whl"
  })
  void noFiles_emptyDist_usesPublibFolder(String repository, String present, String expected)
      throws IOException {
    Path project = Files.createDirectory(folder.resolve("project"));
    for (String name : present.split(" ")) {
      Path file = project.resolve("dist").resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }

    assertThat(new FilePatterns(project).files(List.of(), repository))
        .containsExactly(project.resolve("dist").resolve(expected));
  }

  @Test
  void folder_expandsToItsFiles() {
    assertThat(new FilePatterns(folder).files(List.of("dist"), "pypi"))
        .containsExactly(folder.resolve("dist/a.tar.gz"), folder.resolve("dist/b.whl"));
  }

  @Test
  void patternsAndNames_canBeMixed() {
    assertThat(new FilePatterns(folder).files(List.of("other/x.whl", "dist/*.whl"), "pypi"))
        .containsExactly(folder.resolve("other/x.whl"), folder.resolve("dist/b.whl"));
  }

  @ParameterizedTest
  @CsvSource({
    "empty/*,     empty is empty",
    "dist/*.zip,  dist contains no matching file",
    "nowhere/*,   no folder"
  })
  void patternWithoutMatches_fails(String pattern, String found) {
    assertThatThrownBy(() -> new FilePatterns(folder).files(List.of(pattern), "pypi"))
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.USAGE_NOTHING_TO_PUBLISH);
              assertThat(e)
                  .hasMessageContaining(found)
                  .hasMessageContaining("matches " + pattern)
                  .hasMessageContaining("Build the project first");
            });
  }

  @ParameterizedTest
  @CsvSource({"dist/[*", "'dist/\0x'"})
  void invalidPath_fails(String written) {
    assertThatThrownBy(() -> new FilePatterns(folder).files(List.of(written), "pypi"))
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION))
        .hasMessageContaining("is not a valid path");
  }
}

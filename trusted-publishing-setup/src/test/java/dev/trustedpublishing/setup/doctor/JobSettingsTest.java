package dev.trustedpublishing.setup.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.trustedpublishing.api.CiEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSettingsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    ".npmrc, //registry.example/:_authToken=x, line 1 (_authToken)",
    ".npmrc, '  _password = x', line 1 (_password)",
    ".npmrc, //registry.example:8443/a/:_auth = x, line 1 (_auth)",
    ".pypirc, 'password: x', line 1 (password)",
    ".pypirc, ' token =x', line 1 (token)",
    ".pypirc, 'password: pypi-abc=', line 1 (password)",
    ".pypirc, 'password = a:b', line 1 (password)",
  })
  void fileWithSecret_namesTheLine(String file, String line, String found) throws IOException {
    Files.writeString(folder.resolve(file), line);

    assertThat(problems()).containsExactly(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//registry.example/:_authToken=${NPM_TOKEN}",
        "//registry.example/:_authToken=",
        "registry=https://registry.example/:_authToken",
        "_authToken",
      })
  void lineWithoutSecret_isNoProblem(String line) throws IOException {
    Files.writeString(folder.resolve(".npmrc"), line);

    assertThat(problems()).isEmpty();
  }

  @Test
  void longLines_takeProportionalTime() throws IOException {
    for (int size = 1 << 17; size <= 1 << 19; size *= 2) {
      Files.writeString(folder.resolve(".npmrc"), "a".repeat(size) + "\n" + ": ".repeat(size / 2));
      Files.writeString(folder.resolve(".pypirc"), " ".repeat(size) + "x");

      assertTimeout(Duration.ofSeconds(10), this::problems);
    }
  }

  private List<String> problems() {
    return new JobSettings(CiEnvironment.of(Map.of()), List.of(folder))
        .problems()
        .map(problem -> problem.found().orElseThrow())
        .toList();
  }
}

package dev.trustedpublishing.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Files called {@code .pypirc}. */
class PypircFuzzTest {
  @TempDir Path home;

  @FuzzTest
  void pypirc_survivesRoundTrip(byte[] input) throws IOException {
    Pypirc pypirc = read(input);
    StringBuilder again = new StringBuilder();
    pypirc
        .sections()
        .forEach((name, settings) -> {
          again.append('[').append(name).append("]\n");
          settings.forEach(
              (key, value) -> again.append(key).append(" = ").append(value).append('\n'));
        });

    assertThat(read(again.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)).sections())
        .isEqualTo(pypirc.sections());
    assertThat(pypirc).hasToString("Pypirc");
  }

  private Pypirc read(byte[] content) throws IOException {
    Files.write(home.resolve(".pypirc"), content);
    return Pypirc.ofUser(Map.of("HOME", home.toString()));
  }
}

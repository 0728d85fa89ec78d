package dev.trustedpublishing.repository.npm.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.npm.model.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Files called {@code .npmrc}. A line with a token is before and after every input. */
class NpmrcFuzzTest {
  private static final String SECRET = "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789";
  private static final String LINE = "//registry.example/:_authToken=" + SECRET + "\n";
  @TempDir Path folder;

  @FuzzTest
  void addresses_anyNpmrc_neverRevealTheToken(byte[] input) throws IOException {
    String text = LINE + new String(input, StandardCharsets.UTF_8) + "\n" + LINE;
    Path path = Files.writeString(folder.resolve(".npmrc"), text);
    List<Problem> warnings = new ArrayList<>();
    CiEnvironment environment = CiEnvironment.of(Map.of("HOST", "index.example"));
    try {
      Map<String, Setting> addresses = new NpmrcFile(path, environment, warnings::add).addresses();
      assertThat(addresses.keySet()).allMatch(name -> name.endsWith("registry"));
      assertThat(addresses.toString() + warnings).doesNotContain(SECRET);
    } catch (TrustedPublishingException e) {
      assertThat(e.code().value()).isEqualTo("usage.configuration");
      assertThat(e.getMessage()).doesNotContain(SECRET);
      assertThat(e.getMessage().chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
    }
  }
}

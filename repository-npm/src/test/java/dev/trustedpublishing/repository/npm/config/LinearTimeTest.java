package dev.trustedpublishing.repository.npm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.npm.model.DistTag;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import dev.trustedpublishing.testkit.LinearTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsers of what others wrote: twice the input takes twice the time. */
@Timeout(120)
class LinearTimeTest {
  private static final int LENGTH = 20_000;

  @TempDir Path folder;

  private static String repeated(String unit, int length) {
    return unit.repeat(length / unit.length() + 1);
  }

  /** Everything between the bars is repeated. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry=a| |b",
        "registry=a| |;",
        "registry=a|\\;|",
        "registry=|\"|",
        "registry=|${|",
        "registry=${|a|",
        "registry=|${A?}|",
        "@|a|:registry=b",
        "@|a|",
        "|_auth|=b",
        "|_password|",
        "|registry=a\n|",
        "|[|",
      })
  void npmrc_growsWithItsInput(String form) {
    String[] parts = form.split("\\|", -1);

    LinearTime.require(
        LENGTH,
        length -> {
          try {
            Path file =
                Files.writeString(
                    folder.resolve(".npmrc"), parts[0] + repeated(parts[1], length) + parts[2]);
            new NpmrcFile(file, CiEnvironment.of(Map.of()), problem -> {}).addresses();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (TrustedPublishingException rejected) {
            assertThat(rejected.code().value()).isEqualTo("usage.configuration");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "@", "/", "~", "1", "1.", "v", "=", "-", "x."})
  void namesVersionsAndTags_growWithTheirInput(String unit) {
    LinearTime.require(
        LENGTH,
        length -> {
          String text = repeated(unit, length);
          PackageName name = new PackageName(text);
          assertThat(name.fault()).isPresent();
          assertThat(name.isLegacy()).isIn(true, false);
          assertThat(PackageVersion.clean(text)).isEmpty();
          assertThat(new DistTag(text, false).fault()).isNotNull();
        });
  }

  @ParameterizedTest
  @CsvSource({"'a  ; comment', a", "'a # b', a", "'a\\;b', 'a\\;b'", "'a  b', 'a  b'", "'a#', a"})
  void comment_isNotPartOfTheValue(String written, String value) throws IOException {
    Path file = Files.writeString(folder.resolve(".npmrc"), "registry = " + written + "\n");

    assertThat(new NpmrcFile(file, CiEnvironment.of(Map.of()), problem -> {}).addresses())
        .hasEntrySatisfying("registry", setting -> assertThat(setting.value()).isEqualTo(value));
  }

  @Test
  void slashesAtTheEndOfUrl_areOne() {
    assertThat(RegistryAddress.parse("https://registry.example/a///"))
        .hasToString("https://registry.example/a/");
  }
}

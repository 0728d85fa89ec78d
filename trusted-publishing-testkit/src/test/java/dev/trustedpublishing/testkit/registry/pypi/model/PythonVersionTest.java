package dev.trustedpublishing.testkit.registry.pypi.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonVersionTest {

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "v1.0, 1.0",
    "01.02, 1.2",
    "1!2.0, 1!2.0",
    "0!2.0, 2.0",
    "1.0-Alpha.1, 1.0a1",
    "1.0beta, 1.0b0",
    "1.0c3, 1.0rc3",
    "1.0-preview_2, 1.0rc2",
    "1.0-1, 1.0.post1",
    "1.0.rev2, 1.0.post2",
    "1.0_dev, 1.0.dev0",
    "1.0a1.post2.dev3, 1.0a1.post2.dev3"
  })
  void parse_validVersion_isNormalized(String text, String normal) {
    assertThat(PythonVersion.parse(text)).map(PythonVersion::normalized).hasValue(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dog", "1.", "1.0+", "1.0x", "1..0"})
  void parse_invalidVersion_isEmpty(String text) {
    assertThat(PythonVersion.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0.0, true",
    "1, 1.0, true",
    "1.0a1, 1.0.0a1, true",
    "1.10, 1.1, false",
    "10, 1, false"
  })
  void isSameAs_ignoresTrailingZeros(String one, String other, boolean same) {
    assertThat(
            PythonVersion.parse(one)
                .orElseThrow()
                .isSameAs(PythonVersion.parse(other).orElseThrow()))
        .isEqualTo(same);
  }
}

package dev.trustedpublishing.repository.pypi.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors were made with the Python library {@code packaging} 26.2, which PyPI uses. */
class PythonVersionTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.0|1.0
          1.0.0|1.0.0
          01.002.0003|1.2.3
          v1.0|1.0
          1.0a1|1.0a1
          1.0.alpha.1|1.0a1
          1.0-ALPHA|1.0a0
          1.0b2|1.0b2
          1.0_beta_2|1.0b2
          1.0c1|1.0rc1
          1.0pre1|1.0rc1
          1.0preview1|1.0rc1
          1.0-rc.1|1.0rc1
          1.0a|1.0a0
          1.0.post1|1.0.post1
          1.0-1|1.0.post1
          1.0-01|1.0.post1
          1.0rev2|1.0.post2
          1.0r2|1.0.post2
          1.0.post|1.0.post0
          1.0-r-4|1.0.post4
          1.0.dev1|1.0.dev1
          1.0dev|1.0.dev0
          1.0-dev_3|1.0.dev3
          1.0a1.post2.dev3|1.0a1.post2.dev3
          1!2.0|1!2.0
          0!2.0|2.0
          2013.10|2013.10
          1.0+local.1|1.0+local.1
          1.0+ABC-5.01|1.0+abc.5.1
          1.0+ubuntu_1|1.0+ubuntu.1
          1.0a.dev1|1.0a0.dev1
          1.0.post.dev1|1.0.post0.dev1
          V1.0RC2|1.0rc2
          10000000000000000000000000.1|10000000000000000000000000.1
          1.0-post-1|1.0.post1
          0|0
          """)
  void parse_validVersion_isNormalizedLikePackaging(String written, String normalized) {
    assertThat(PythonVersion.parse(written)).map(PythonVersion::toString).contains(normalized);
  }

  @ParameterizedTest(name = "{0} is no version")
  @ValueSource(
      strings = {
        "1.0.x", "x", "1..0", "1.0-", "1.0+", "1.0+a+b", "1.0+_x", "1.0.a.b", "1.0rc1a1",
        "1.0.post1-1", "1!", "1.0dev1post2", "-1", ".1", "1,0", "1.0!2", "\u0661.\u0660", ""
      })
  void parse_invalidVersion_isEmpty(String written) {
    assertThat(PythonVersion.parse(written)).isEmpty();
  }

  @Test
  void parse_hostileVersion_finishesInTime() {
    assertThat(PythonVersion.parse("1" + ".1".repeat(500_000))).isEmpty();
    assertThat(PythonVersion.parse("1".repeat(199) + "!")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1.0,1.0.0,true", "1.0,1,true", "1.0rc1,1.0-RC1,true", "1.0,1.0.post0,false"})
  void isSameAs_ignoresTrailingZeros(String one, String other, boolean same) {
    PythonVersion version = PythonVersion.parse(one).orElseThrow();
    assertThat(version.isSameAs(PythonVersion.parse(other).orElseThrow())).isEqualTo(same);
  }
}

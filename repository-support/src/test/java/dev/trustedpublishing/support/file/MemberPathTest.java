package dev.trustedpublishing.support.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where members and links of archives lead to (fault-matrix.md S05, W05). */
class MemberPathTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "a/b, false",
    "a/..b, false",
    "a/b../c, false",
    "'', true",
    "/a, true",
    ".., true",
    "a/.., true",
    "a/../b, true",
  })
  void leavesFolder_detectsEscapingPaths(String path, boolean leaves) {
    assertThat(MemberPath.leavesFolder(path)).isEqualTo(leaves);
  }

  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "a/link, b, false",
    "a/link, ../b, false",
    "a/link, ../../b, true",
    "a/b/link, ../../c, false",
    "a/b/link, ../../../c, true",
    "link, .., true",
    "link, b/.., false",
    "link, b/../.., true",
    "link, b/../../c, true",
    "link, ./.., true",
    "link, b//../.., true",
    "a/./link, ../../b, true",
    "a//link, ../../b, true",
    "./link, ../b, true",
    "a/link/, ../../b, true",
    "a/link, '', true",
    "a/link, /b, true",
  })
  void linksOut_detectsEscapingLinks(String path, String target, boolean out) {
    assertThat(MemberPath.linksOut(path, target)).isEqualTo(out);
  }
}

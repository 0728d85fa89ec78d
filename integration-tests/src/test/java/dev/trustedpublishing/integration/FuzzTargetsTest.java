package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fault matrix says what is fuzzed, docs/fuzzing.md says by whom, and the tree agrees. */
class FuzzTargetsTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern TARGETS =
      Pattern.compile("(?m)^\\* \\*\\*Fuzz targets\\*\\*.*?: (.*)\\.");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (?!target|---)(.+?) \\|.*\\|$");
  private static final Pattern CLASS = Pattern.compile("`(\\w+FuzzTest)`");

  @Test
  void every_target_of_the_fault_matrix_has_a_row() throws IOException {
    String matrix = Files.readString(ROOT.resolve("docs/fault-matrix.md"));
    MatchResult targets = TARGETS.matcher(matrix).results().findFirst().orElseThrow();

    assertThat(all(ROW)).containsExactly(targets.group(1).split(" · ", -1));
  }

  @Test
  void the_table_names_all_fuzz_tests_and_no_others() throws IOException {
    List<String> there = fuzzTests().stream().map(FuzzTargetsTest::className).toList();

    assertThat(all(CLASS)).containsExactlyInAnyOrderElementsOf(there);
  }

  @Test
  void every_fuzz_test_is_one_target_with_inputs() throws IOException {
    for (Path test : fuzzTests()) {
      // A JVM can fuzz one only.
      assertThat(Files.readString(test).split("@FuzzTest", -1)).as(className(test)).hasSize(2);
      String folder = test.toString().replace("/java/", "/resources/").replace(".java", "Inputs");
      assertThat(Path.of(folder)).isNotEmptyDirectory();
    }
  }

  private static List<String> all(Pattern pattern) throws IOException {
    String page = Files.readString(ROOT.resolve("docs/fuzzing.md"));
    return pattern
        .matcher(page.split("\n## ", 2)[0])
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static List<Path> fuzzTests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 14)) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .filter(file -> file.toString().endsWith("FuzzTest.java"))
          .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
          .toList();
    }
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}

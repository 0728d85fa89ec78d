package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every row and invariant of docs/fault-matrix.md is covered by a test that is annotated with its
 * id, in whichever module. Sources are read, because the modules' compiled tests are not on one
 * class path.
 */
class FaultMatrixTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (I\\d{1,2}|[A-HJ-Z]\\d\\d) \\|");
  private static final Pattern ANNOTATION = Pattern.compile("(?m)^\\s*@FaultRow\\(([^)]*)\\)");
  private static final Pattern ID = Pattern.compile("\"([^\"]*)\"");

  @Test
  void faultRowAnnotations_coverExactlyTheMatrix() throws IOException {
    SortedSet<String> rows =
        groups(ROW, Files.readString(ROOT.resolve("docs/fault-matrix.md")))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(covered()).isEqualTo(rows);
  }

  private static SortedSet<String> covered() {
    return ModuleSources.in("src/test/java").stream()
        .flatMap(file -> groups(ANNOTATION, ModuleSources.read(file)))
        .flatMap(ids -> groups(ID, ids))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1));
  }
}

package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of docs/fault-matrix.md has a test of its name somewhere in this build. */
class FaultMatrixTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-HJ-Z]\\d\\d) \\|");
  private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:^\\s*//.*$)");

  /** A case in a table begins with its id. */
  private static final Pattern CASE = Pattern.compile("(?m)(?:\"|^\\s*)([A-HJ-Z]\\d\\d)(?=[ :|,])");

  private static final Pattern METHOD =
      Pattern.compile("void (?:\\w*_)?([a-z]\\d\\d)(?=[A-Z(])|void ((?:[A-Z]\\d\\d_)+)");

  @Test
  void every_row_is_tested() throws IOException {
    SortedSet<String> missing = rows();
    missing.removeAll(tested());

    assertThat(missing).as("rows of the matrix without a test of their name").isEmpty();
  }

  private static SortedSet<String> rows() throws IOException {
    return all(ROW, Files.readString(ROOT.resolve("docs/fault-matrix.md")));
  }

  private static SortedSet<String> tested() throws IOException {
    SortedSet<String> tested = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT, 14)) {
      files.filter(FaultMatrixTest::isTest).forEach(file -> tested.addAll(namesIn(file)));
    }
    return tested;
  }

  private static boolean isTest(Path file) {
    String path = ROOT.relativize(file).toString().replace('\\', '/');
    return path.contains("src/test/java/")
        && path.endsWith(".java")
        && !path.contains("/target/")
        && !path.endsWith("/FaultMatrixTest.java");
  }

  private static Set<String> namesIn(Path file) {
    try {
      String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
      SortedSet<String> names = all(CASE, code);
      METHOD
          .matcher(code)
          .results()
          .map(method -> method.group(1) == null ? method.group(2) : method.group(1) + "_")
          .flatMap(prefix -> Stream.of(prefix.split("_", -1)))
          .map(name -> name.toUpperCase(Locale.ROOT))
          .forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SortedSet<String> all(Pattern pattern, String text) {
    SortedSet<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}

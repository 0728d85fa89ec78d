package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the tutorial shows is code of docs/examples/circleci-provider, which the build compiles and
 * tests.
 */
class TutorialTest {
  private static final Path DOCS = Path.of(System.getProperty("project.root"), "docs");
  private static final Path EXAMPLE = DOCS.resolve("examples/circleci-provider/src");
  private static final Pattern JAVA =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void every_snippet_is_code_that_is_run() throws IOException {
    String code = code();
    List<String> snippets =
        JAVA.matcher(Files.readString(DOCS.resolve("write-a-provider.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(snippets).hasSizeGreaterThan(4).allSatisfy(s -> assertThat(code).contains(s));
  }

  private static String code() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(TutorialTest::read)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The one who copies the tutorial has docs/examples/circleci-provider, which the build compiles and
 * tests with the artifacts alone.
 */
class TutorialTest {
  private static final Path DOCS = Path.of(System.getProperty("project.root"), "docs");
  private static final Path EXAMPLE = DOCS.resolve("examples/circleci-provider");

  /** A file's name on its own line, or a block of the file that was named last. */
  private static final Pattern NAME_OR_BLOCK =
      Pattern.compile(
          "^\\*\\*`([^`]+)`\\*\\*$|^```\\w+\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void whatItShows_isTheWholeExample() throws IOException {
    Map<String, String> example = example();
    example.remove("src/test/java/com/example/circleci/CircleCiTest.java");

    assertThat(shown()).isEqualTo(example);
  }

  private static Map<String, String> shown() throws IOException {
    Map<String, String> files = new TreeMap<>();
    String name = "(no file is named)";
    String page = Files.readString(DOCS.resolve("write-a-provider.md"));
    for (MatchResult found : NAME_OR_BLOCK.matcher(page).results().toList()) {
      if (found.group(1) == null) {
        files.merge(name, found.group(2), (before, block) -> before + "\n" + block);
      } else {
        name = found.group(1);
      }
    }
    return files;
  }

  private static Map<String, String> example() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String part : new String[] {"pom.xml", "src"}) {
      try (Stream<Path> all = Files.walk(EXAMPLE.resolve(part))) {
        all.filter(Files::isRegularFile).forEach(file -> files.put(name(file), read(file)));
      }
    }
    return files;
  }

  private static String name(Path file) {
    return EXAMPLE.relativize(file).toString().replace('\\', '/');
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

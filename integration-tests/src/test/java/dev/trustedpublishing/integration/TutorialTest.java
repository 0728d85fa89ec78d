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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The one who copies a tutorial has its example under docs/examples, which the build compiles and
 * tests with the artifacts alone.
 */
class TutorialTest {
  private static final Path DOCS = Path.of(System.getProperty("project.root"), "docs");

  /** A file's name on its own line, or a block of the file that was named last. */
  private static final Pattern NAME_OR_BLOCK =
      Pattern.compile(
          "^\\*\\*`([^`]+)`\\*\\*$|^```\\w+\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  @ParameterizedTest
  @CsvSource({
    "write-a-provider.md, acme-ci-provider, src/test/java/com/example/acme/AcmeCiTest.java",
    "write-a-repository.md, crates-io-repository, src/test/java/com/example/crates/CratesIoTest.java"
  })
  void tutorialSnippets_matchExampleSources(String page, String folder, String omitted)
      throws IOException {
    Map<String, String> example = example(DOCS.resolve("examples").resolve(folder));
    assertThat(example.remove(omitted)).isNotNull();

    assertThat(shown(page)).isEqualTo(example);
  }

  private static Map<String, String> shown(String page) throws IOException {
    Map<String, String> files = new TreeMap<>();
    String name = "(no file is named)";
    String text = Files.readString(DOCS.resolve(page));
    for (MatchResult found : NAME_OR_BLOCK.matcher(text).results().toList()) {
      if (found.group(1) == null) {
        files.merge(name, found.group(2), (before, block) -> before + "\n" + block);
      } else {
        name = found.group(1);
      }
    }
    return files;
  }

  private static Map<String, String> example(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String part : new String[] {"pom.xml", "src"}) {
      try (Stream<Path> all = Files.walk(root.resolve(part))) {
        all.filter(Files::isRegularFile)
            .forEach(file -> files.put(name(root.relativize(file)), read(file)));
      }
    }
    return files;
  }

  private static String name(Path file) {
    return file.toString().replace('\\', '/');
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.trustedpublishing.integration.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No message depends on the language of the machine: {@code formatted} writes {@code %d} with the
 * digits of the default locale, Thai ones for example, and {@code %s} does not.
 */
class NumbersInMessagesTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  /** A string with such a number, alone or in a concatenation, right before the call. */
  private static final Pattern LOCALIZED =
      Pattern.compile(
          "%[-0-9,.$]*+[dfe](?:[^\"\\\\]|\\\\.)*+\"{1,3}+(?:\\s*+\\+\\s*+\"(?:[^\"\\\\]|\\\\.)*+\")*+[\\s)]*+\\.formatted\\(");

  @Test
  void messages_withNumbers_useNoLocalDigits() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 14)) {
      assertThat(files.filter(NumbersInMessagesTest::isMainSource))
          .isNotEmpty()
          .noneMatch(file -> LOCALIZED.matcher(read(file)).find());
    }
  }

  @Test
  void localNumbers_inAnyStringBeforeTheCall_areFound() {
    assertThat("\"at most %d\".formatted(n)").containsPattern(LOCALIZED);
    assertThat("(\"at most %,d\" + \" bytes\")\n  .formatted(n)").containsPattern(LOCALIZED);
    assertThat("\"\"\"\nat most %d bytes\n\"\"\"\n.formatted(n)").containsPattern(LOCALIZED);
    assertThat("\"at most %s\".formatted(n)").doesNotContainPattern(LOCALIZED);
    assertThat("format(ROOT, \"%d\", n) + \"%s\".formatted(n)").doesNotContainPattern(LOCALIZED);
  }

  private static boolean isMainSource(Path file) {
    String path = ROOT.relativize(file).toString().replace('\\', '/');
    return path.contains("/src/main/java/") && path.endsWith(".java");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

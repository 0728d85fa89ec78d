package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code of the library has a section in docs/troubleshooting.md that says what to do. */
class TroubleshootingTest {
  private static final Path DOCS = Path.of(System.getProperty("project.root"), "docs");
  private static final Pattern SECTION =
      Pattern.compile("^### (\\S+)\\n(.*?)(?=^#|\\z)", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+\\.md)(#[^)]*)?\\)");

  static List<ErrorCode> codes() {
    return Arrays.stream(ErrorCode.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == ErrorCode.class)
        .map(TroubleshootingTest::code)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void eachErrorCode_hasTroubleshootingSectionWithRemedy(ErrorCode code) throws IOException {
    assertThat(sections()).containsKey(code.value());
    assertThat(sections().get(code.value())).contains("\n\nWhat to do: ");
  }

  @Test
  void eachSection_isInPartOfItsCodePrefix() throws IOException {
    for (String part : page().split("\\n## ", -1)) {
      String title = part.lines().findFirst().orElse("");
      SECTION
          .matcher(part)
          .results()
          .forEach(section ->
              assertThat(title)
                  .as(section.group(1))
                  .startsWithIgnoringCase(section.group(1).replaceFirst("\\..*", "") + ":"));
    }
    assertThat(codes()).hasSizeGreaterThan(70);
  }

  @Test
  void docLinks_pointToExistingFiles() throws IOException {
    try (Stream<Path> pages = Files.list(DOCS)) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
        LINK.matcher(Files.readString(page))
            .results()
            .map(link -> page.resolveSibling(link.group(1)))
            .forEach(target -> assertThat(target).as("linked in " + page).exists());
      }
    }
  }

  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    for (MatchResult section : SECTION.matcher(page()).results().toList()) {
      assertThat(sections.put(section.group(1), section.group(2))).as(section.group(1)).isNull();
    }
    return sections;
  }

  private static String page() throws IOException {
    return Files.readString(DOCS.resolve("troubleshooting.md"));
  }

  private static ErrorCode code(Field field) {
    try {
      return (ErrorCode) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}

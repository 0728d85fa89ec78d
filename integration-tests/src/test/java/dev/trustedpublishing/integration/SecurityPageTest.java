package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each promise of docs/security.md names a test that is there, with the rows that it names. */
class SecurityPageTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))`((?: [A-Z]\\d{1,2})*)");
  private static final int PROMISES = 18;
  private static final Map<String, List<Path>> SOURCES =
      ModuleSources.in("src").stream()
          .collect(Collectors.groupingBy(file -> file.getFileName().toString()));

  @Test
  void eachPromise_namesExistingTests() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/security.md"));
    List<String> promises =
        page.substring(page.indexOf("## What is promised"), page.indexOf("## Masking"))
            .lines()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| promise"))
            .filter(line -> !line.startsWith("| ---"))
            .toList();

    assertThat(promises)
        .hasSizeGreaterThanOrEqualTo(PROMISES)
        .allSatisfy(promise -> assertThat(promise).containsPattern(NAMED));
    NAMED.matcher(page).results().forEach(SecurityPageTest::assertThere);
  }

  private static void assertThere(MatchResult named) {
    String tests = sourcesOf(named.group(1));
    for (String row : named.group(2).strip().split(" ", -1)) {
      assertThat(tests).as(named.group()).containsIgnoringCase(row);
    }
  }

  private static String sourcesOf(String test) {
    StringBuilder sources = new StringBuilder();
    for (Path file : SOURCES.getOrDefault(test + ".java", List.of())) {
      sources.append(ModuleSources.read(file));
    }
    assertThat(sources).as("the test " + test).isNotEmpty();
    return sources.toString();
  }
}

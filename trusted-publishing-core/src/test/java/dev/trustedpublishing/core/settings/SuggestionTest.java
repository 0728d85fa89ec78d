package dev.trustedpublishing.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("publish", "verify", "npm", "pypi", "testpypi");

  @ParameterizedTest
  @CsvSource({
    "publsh, publish",
    "pbulish, publish",
    "verfy, verify",
    "nmp,",
    "nppm, npm",
    "pipi, pypi",
    "testpipy, testpypi",
    "publisher1,",
    "demo,",
    "'',"
  })
  void of_unknownWord_returnsNearestKnownName(String written, String expected) {
    assertThat(Suggestion.of(written, KNOWN).orElse(null)).isEqualTo(expected);
  }
}

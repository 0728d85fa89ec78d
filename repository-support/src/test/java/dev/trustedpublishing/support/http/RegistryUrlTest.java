package dev.trustedpublishing.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as users write them. */
class RegistryUrlTest {
  @Test
  void withoutProtocol_stripsProtocolPrefix() {
    assertThat(RegistryUrl.withoutProtocol("npm", "npm+https://r.example/"))
        .contains("https://r.example/");
    assertThat(RegistryUrl.withoutProtocol("npm", "https://r.example/")).isEmpty();
    assertThat(RegistryUrl.parse(" https://r.example/a ")).hasToString("https://r.example/a");
  }

  @Test
  void urlUpToTheLimit_isParsed() {
    String longest = "https://r.example/" + "a".repeat(2030);

    assertThat(RegistryUrl.parse(longest)).hasToString(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryUrl.parse(longest + "a"))
        .withMessage("The URL has 2049 characters; at most 2048 are allowed.");
  }

  @Test
  void firstBadCharacter_isCountedFromOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryUrl.parse("https://r.example/a b"))
        .withMessage("It is not a URL (Illegal character in path at character 20).");
  }

  @ParameterizedTest
  @CsvSource({
    "https://u:hush@r.example/a, https://r.example/a",
    "https://u:hush@hush@r.example/a, https://r.example/a",
    "//u:hush@hush@r.example, //r.example",
    "https://r.example/a@b?hush#hush, https://r.example/a@b",
    "hello, hello"
  })
  void withoutSecrets_removesUserAndQuery(String url, String shown) {
    assertThat(RegistryUrl.withoutSecrets(url)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.example/?token=hush, a query",
    "https://r.example/../x, '..'",
    "https://r.example/hush/., '..'",
    "https://r.example/%2fhush, encoded slashes",
    "https://r.example/%5Chush, encoded slashes",
    "https://r.example/hush%00, encoded slashes",
    "https://user:hush@r.example:+443/, It is not a URL",
    "https://r example/hush, It is not a URL"
  })
  void invalidUrl_isExplainedWithoutRepeatingIt(String written, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryUrl.parse(written))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }
}

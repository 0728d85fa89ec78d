package dev.trustedpublishing.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as users write them. */
class RegistryUrlTest {
  @Test
  void protocol_isSeparatedFromTheAddress() {
    assertThat(RegistryUrl.withoutProtocol("npm", "npm+https://r.example/"))
        .contains("https://r.example/");
    assertThat(RegistryUrl.withoutProtocol("npm", "https://r.example/")).isEmpty();
    assertThat(RegistryUrl.parse(" https://r.example/a ")).hasToString("https://r.example/a");
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.example/?token=hush, must not contain a query",
    "https://r.example/../x, '..'",
    "https://r.example/%2fhush, encoded slashes",
    "https://user:hush@r.example:+443/, It is not a URL",
    "https://r example/hush, It is not a URL"
  })
  void badAddress_isExplainedWithoutRepeatingIt(String written, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryUrl.parse(written))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }
}

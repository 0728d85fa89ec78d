package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CiEnvironmentTest {
  private final CiEnvironment environment =
      CiEnvironment.of(Map.of("SET", " value\r\n", "BLANK", "  ", "EMPTY", ""));

  @Test
  void emptyOrBlankVariable_isAbsent() {
    assertThat(environment.get("SET")).contains("value");
    assertThat(environment.get("BLANK")).isEmpty();
    assertThat(environment.get("EMPTY")).isEmpty();
    assertThat(environment.secret("ABSENT")).isEmpty();
    assertThat(environment.names()).containsExactly("BLANK", "EMPTY", "SET");
  }

  @Test
  void is_comparesRawValue() {
    assertThat(environment.is("SET", "value")).isFalse();
    assertThat(environment.is("SET", " value\r\n")).isTrue();
    assertThat(environment.is("ABSENT", "value")).isFalse();
  }

  @Test
  void toString_hidesValues() {
    assertThat(environment).hasToString("CiEnvironment[3 variables]");
  }
}

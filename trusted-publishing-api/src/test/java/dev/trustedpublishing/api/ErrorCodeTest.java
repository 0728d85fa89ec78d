package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodeTest {
  @ParameterizedTest(name = "{0} ends a command with {2}")
  @CsvSource({
    "usage.nothing-to-publish, USAGE, 2",
    "identity.none-detected, IDENTITY, 3",
    "exchange.no-publisher, EXCHANGE, 4",
    "publish.conflict, PUBLISH, 5",
    "temporary.dns, TEMPORARY, 6",
    "publish.outcome-unknown, OUTCOME_UNKNOWN, 7",
    "internal.bug, INTERNAL, 70",
  })
  void category_determinesExitCode(String code, ErrorCategory category, int exitCode) {
    assertThat(new ErrorCode(code).category()).isEqualTo(category);
    assertThat(category.exitCode()).isEqualTo(exitCode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "usage", "usage.", "Usage.x", "other.x", "usage.X", "usage.a b"})
  void invalidCode_isRejected(String code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ErrorCode(code))
        .withMessageStartingWith("An error code must have the form 'publish.some-words', found '");
  }

  @Test
  void knownCodes_areUnique() throws IllegalAccessException {
    Set<ErrorCode> codes = new HashSet<>();
    for (Field field : ErrorCode.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        assertThat(codes.add((ErrorCode) field.get(null))).as(field.getName()).isTrue();
      }
    }
    assertThat(codes).hasSizeGreaterThan(50);
  }
}

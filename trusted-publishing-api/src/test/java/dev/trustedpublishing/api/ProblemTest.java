package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Problems with the same explanation are equal: a warning is shown once. */
class ProblemTest {
  private static Problem problem() {
    return Problem.of(ErrorCode.USAGE_INVALID_URL, "The URL is invalid.")
        .found("ftp://host")
        .expected("https://host")
        .remedy("Correct it.");
  }

  static Stream<Problem> problemsWithOneOtherPart() {
    return Stream.of(
        Problem.of(ErrorCode.USAGE_NO_REGISTRY, "The URL is invalid.")
            .found("ftp://host")
            .expected("https://host")
            .remedy("Correct it."),
        Problem.of(ErrorCode.USAGE_INVALID_URL, "Another URL is invalid.")
            .found("ftp://host")
            .expected("https://host")
            .remedy("Correct it."),
        Problem.of(ErrorCode.USAGE_INVALID_URL, "The URL is invalid.")
            .found("ftp://other")
            .expected("https://host")
            .remedy("Correct it."),
        Problem.of(ErrorCode.USAGE_INVALID_URL, "The URL is invalid.")
            .found("ftp://host")
            .remedy("Correct it."),
        Problem.of(ErrorCode.USAGE_INVALID_URL, "The URL is invalid.")
            .found("ftp://host")
            .expected("https://host")
            .remedy("Omit it."));
  }

  @Test
  void sameExplanations_areEqual() {
    assertThat(problem()).isEqualTo(problem()).hasSameHashCodeAs(problem()).isNotEqualTo(null);
  }

  @ParameterizedTest
  @MethodSource("problemsWithOneOtherPart")
  void otherExplanations_areNotEqual(Problem other) {
    assertThat(problem()).isNotEqualTo(other);
  }

  @Test
  void codes_areEqualByTheirValue() {
    assertThat(new ErrorCode("usage.invalid-url"))
        .isEqualTo(ErrorCode.USAGE_INVALID_URL)
        .hasSameHashCodeAs(ErrorCode.USAGE_INVALID_URL)
        .isNotEqualTo(ErrorCode.USAGE_NO_REGISTRY)
        .isNotEqualTo("usage.invalid-url");
  }
}

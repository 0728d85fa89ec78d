package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustedPublishingExceptionTest {
  private static final Problem PROBLEM =
      Problem.of(ErrorCode.EXCHANGE_NO_PUBLISHER, "No trusted publisher matches.")
          .found("workflow release.yml")
          .expected("workflow publish.yml")
          .remedy("Register it:\n  owner: octo-org");

  @Test
  void message_containsAllDetails() {
    TrustedPublishingException e =
        TrustedPublishingException.builder(Stage.EXCHANGE, PROBLEM)
            .origin(Origin.of(URI.create("https://upload.pypi.org/_/oidc/mint-token?x")))
            .response(422, "invalid-publisher")
            .requestId("7f3a-2")
            .presentedClaims(Map.of("repository", "octo-org/sampleproject"))
            .attempts(3)
            .build();

    assertThat(e)
        .hasMessage(
            """
            No trusted publisher matches.
              Found:    workflow release.yml
              Expected: workflow publish.yml
              Fix:      Register it:
                          owner: octo-org
              Response: HTTP 422 from https://upload.pypi.org (request 7f3a-2), message: invalid-publisher
              Claims in the identity token:
                repository = octo-org/sampleproject
              Attempts: 3
              Code:     exchange.no-publisher\
            """);
    assertThat(e.outcome()).contains(AttemptOutcome.ANSWERED);
    assertThat(e.retryCanHelp()).isFalse();
  }

  @Test
  void toBuilder_keepsAllDetails() {
    TrustedPublishingException first =
        TrustedPublishingException.builder(Stage.PUBLISH, PROBLEM)
            .response(503, "later")
            .requestId("7f3a-2")
            .build();

    TrustedPublishingException second = first.toBuilder().retryCanHelp().attempts(2).build();

    assertThat(second.httpStatus()).hasValue(503);
    assertThat(second.requestId()).contains("7f3a-2");
    assertThat(second.problems()).containsExactly(PROBLEM);
    assertThat(second.retryCanHelp()).isTrue();
    assertThat(second).hasCause(first);
  }

  @Test
  void problem_withoutRemedy_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Problem.of(ErrorCode.INTERNAL_BUG, "Oh.").remedy(" "))
        .withMessage("A problem must say what failed and how to fix it.");
  }

  @Test
  void problems_eachHasItsCode_andTheFirstTwentyOfAKindAreKept() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 1; i <= 100_000; i++) {
      problems.add(
          Problem.of(
                  ErrorCode.PUBLISH_INVALID_METADATA, "f" + i + ": bad '" + i + "x' in line " + i)
              .remedy("Fix."));
    }
    problems.add(Problem.of(ErrorCode.PUBLISH_INVALID_METADATA, "f1: too old.").remedy("Build."));
    problems.add(Problem.of(ErrorCode.PUBLISH_INVALID_FILENAME, "Name.").remedy("Rename."));

    TrustedPublishingException e = TrustedPublishingException.builder(Stage.PLAN, problems).build();

    assertThat(e.problems()).hasSize(23);
    assertThat(e)
        .hasMessageContaining("f1: too old.\n  Fix:      Build.\n")
        .hasMessageContaining(
            "in line 20\n  Fix:      Fix.\n  Code:     publish.invalid-metadata\n")
        .hasMessageContaining("Name.\n  Fix:      Rename.\n  Code:     publish.invalid-filename\n")
        .hasMessageEndingWith(
            "99980 more of this kind: bad '...' in line N\n  Fix:      See the first ones.\n"
                + "  Code:     publish.invalid-metadata");
    assertThat(e.getMessage()).hasSizeLessThan(3_000).doesNotContain("in line 21");
  }
}

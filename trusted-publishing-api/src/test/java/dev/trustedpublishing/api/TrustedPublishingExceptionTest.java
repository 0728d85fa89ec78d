package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustedPublishingExceptionTest {
  private static final Problem PROBLEM =
      Problem.of(ErrorCode.EXCHANGE_NO_PUBLISHER, "No trusted publisher matches.")
          .found("workflow release.yml")
          .expected("workflow publish.yml")
          .remedy("Register it:\n  owner: octo-org");

  @Test
  void says_everything_in_one_text() {
    TrustedPublishingException e =
        TrustedPublishingException.builder(Stage.EXCHANGE, PROBLEM)
            .origin(Origin.of(URI.create("https://upload.pypi.org/_/oidc/mint-token?x")))
            .answered(422, "invalid-publisher")
            .requestId("7f3a-2")
            .presentedClaims(Map.of("repository", "octo-org/sampleproject"))
            .attempts(3)
            .build();

    assertThat(e)
        .hasMessage(
            """
            No trusted publisher matches.
              found:  workflow release.yml
              wanted: workflow publish.yml
              to fix: Register it:
                        owner: octo-org
              answer: HTTP 422 from https://upload.pypi.org (request 7f3a-2), saying: invalid-publisher
              claims that were presented:
                repository = octo-org/sampleproject
              attempts: 3
              code:   exchange.no-publisher\
            """);
    assertThat(e.outcome()).contains(AttemptOutcome.ANSWERED);
    assertThat(e.retryCanHelp()).isFalse();
  }

  @Test
  void can_be_completed_without_losing_anything() {
    TrustedPublishingException first =
        TrustedPublishingException.builder(Stage.PUBLISH, PROBLEM)
            .answered(503, "later")
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
  void every_problem_has_a_remedy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Problem.of(ErrorCode.INTERNAL_BUG, "Oh.").remedy(" "))
        .withMessage("A problem says what is wrong and what to do.");
  }
}

package dev.trustedpublishing.support.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Problems of all files of a plan. */
class FileProblemsTest {
  private static final PlanRules.Rule RULE =
      new PlanRules.Rule(
          PlanRules.Kind.SPECIFICATION,
          PlanRules.Outcome.REJECT,
          PlanRules.Outcome.REJECT,
          "text",
          "source");

  @Test
  void rules_areReadOnceForAllProblems() {
    AtomicInteger reads = new AtomicInteger();
    FileProblems problems =
        new FileProblems(
            warning -> {},
            () -> {
              reads.incrementAndGet();
              return new PlanRules("pypi", Map.of("name", RULE));
            },
            true);
    Problem problem = Problem.of(ErrorCode.USAGE_UNSUPPORTED_FILE, "Bad.").remedy("Mend it.");

    assertThat(reads).hasValue(0);
    problems.report("name", problem);
    problems.report("name", problem);

    assertThat(problems.refusals()).hasSize(2);
    assertThat(reads).hasValue(1);
  }
}

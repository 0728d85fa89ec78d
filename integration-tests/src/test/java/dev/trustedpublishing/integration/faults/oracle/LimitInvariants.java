package dev.trustedpublishing.integration.faults.oracle;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I9: time, attempts, waits and responses have their limits (docs/fault-matrix.md). */
final class LimitInvariants {
  private static final Duration TOLERANCE = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final int MOST_RETRIES = 20;
  private static final int MOST_UPLOADS = 5;
  private static final int MOST_LOOKUPS = 4;
  private static final Duration REVOCATION = Duration.ofSeconds(10);
  private static final Map<Stage, Integer> MOST_ATTEMPTS =
      new EnumMap<>(
          Map.of(Stage.OBTAIN, 5, Stage.EXCHANGE, 4, Stage.PUBLISH, MOST_UPLOADS, Stage.REVOKE, 2));

  /** The cap of an ordinary response, and what the sockets of both sides hold. */
  private static final long MOST_ANSWER_BYTES = (1L << 20) + (16L << 20);

  private final RunRecord observed;
  private final List<AuditEvent.AttemptFailed> failures;
  private final List<String> broken = new ArrayList<>();

  private LimitInvariants(RunRecord observed) {
    this.observed = observed;
    this.failures =
        observed.events().stream()
            .map(AuditEntry::event)
            .filter(AuditEvent.AttemptFailed.class::isInstance)
            .map(AuditEvent.AttemptFailed.class::cast)
            .toList();
  }

  public static List<String> violations(RunRecord observed) {
    LimitInvariants bounds = new LimitInvariants(observed);
    bounds.time();
    bounds.waits();
    bounds.attempts();
    bounds.retries();
    bounds.lookups();
    bounds.uploads();
    bounds.answers();
    return bounds.broken;
  }

  /**
   * By the clock of the run. What a call takes that nothing but its own limit ends is next to the
   * budget: "an attempt that is under way is not truncated".
   */
  private void time() {
    Duration most =
        observed
            .plan()
            .budget()
            .plus(observed.cost().calls())
            .plus(waitsOfRevocations())
            .plus(TOLERANCE);
    if (observed.cost().time().compareTo(most) > 0) {
      broken.add("it took " + observed.cost().time() + ", and may take " + most);
    }
  }

  /** A token is revoked even when the budget is used up, within 10 s (section 3). */
  private Duration waitsOfRevocations() {
    Duration waits =
        failures.stream()
            .filter(failed -> failed.failedStage() == Stage.REVOKE)
            .flatMap(failed -> failed.nextDelay().stream())
            .reduce(Duration.ZERO, Duration::plus);
    return waits.compareTo(REVOCATION) < 0 ? waits : REVOCATION;
  }

  private void waits() {
    observed.cost().waits().stream()
        .filter(wait -> wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0)
        .forEach(wait -> broken.add("a wait of " + wait));
  }

  private void attempts() {
    for (AuditEvent.AttemptFailed failed : failures) {
      boolean obtainsOnce =
          failed.failedStage() == Stage.OBTAIN && observed.plan().ci() != RunPlan.Ci.GITHUB;
      int most = obtainsOnce ? 1 : MOST_ATTEMPTS.getOrDefault(failed.failedStage(), 0);
      if (failed.attempt() > most || (failed.attempt() == most && failed.nextDelay().isPresent())) {
        broken.add(
            "attempt "
                + failed.attempt()
                + " at stage "
                + failed.failedStage()
                + (failed.nextDelay().isPresent() ? ", and another one" : ""));
      }
    }
  }

  private void retries() {
    long retries =
        failures.stream()
            .filter(
                failed -> failed.nextDelay().isPresent() && failed.failedStage() != Stage.REVOKE)
            .count();
    if (retries > MOST_RETRIES) {
      broken.add(retries + " further attempts in one run");
    }
  }

  /** One after the other, with neither a response nor an upload in between. */
  private void lookups() {
    Map<String, Integer> inVain = new HashMap<>();
    for (RunRecord.FileAttempt step : observed.cost().fileAttempts()) {
      boolean again = step.kind() == RunRecord.FileAttempt.Kind.LOOKUP_FAILED;
      int count = again ? inVain.getOrDefault(step.file(), 0) + 1 : 0;
      inVain.put(step.file(), count);
      if (count > MOST_LOOKUPS) {
        broken.add(step.file() + " was asked for " + count + " times without an answer");
      }
    }
  }

  private void uploads() {
    for (RunRecord.PlannedFile file : observed.files()) {
      long sent =
          observed.cost().fileAttempts().stream()
              .filter(step -> step.kind() == RunRecord.FileAttempt.Kind.UPLOADED)
              .filter(step -> step.file().equals(file.name()))
              .count();
      long arrived =
          observed.requests().stream()
              .filter(
                  request -> request.call() == Call.UPLOAD && request.body().contains(file.name()))
              .count();
      if (Math.max(sent, arrived) > MOST_UPLOADS) {
        broken.add(file.name() + " was sent " + sent + " times and arrived " + arrived + " times");
      }
    }
  }

  private void answers() {
    observed.cost().answers().stream()
        .filter(answer -> answer.bytes() > answer.cap())
        .forEach(answer -> broken.add("an answer is longer than it may be: " + answer));
    if (observed.cost().answerBytes() > MOST_ANSWER_BYTES) {
      broken.add("an answer was read for " + observed.cost().answerBytes() + " bytes");
    }
  }
}

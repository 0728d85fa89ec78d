package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.lost;
import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.retry.RetryBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of docs/fault-matrix.md, seen from outside. */
class RetryTest {
  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
  }

  @ParameterizedTest(name = "{0} is tried {1} times")
  @CsvSource({"audience, 4", "exchange, 4", "publish, 5"})
  void transientFailure_isRetriedUpToLimit(String call, int attempts) {
    fail(failures(call), attempts + 1, transientFailure(stage(call)));

    TrustedPublishingException e = failure();

    assertThat(e.attempts()).isEqualTo(attempts);
    assertThat(calls(call)).hasSize(attempts);
    assertThat(e).hasMessageContaining("Attempts: " + attempts);
    assertThat(e.code().category().exitCode()).isEqualTo(6);
  }

  @ParameterizedTest(name = "{0} is not tried again when the answer is final")
  @CsvSource({"audience", "exchange", "publish"})
  void finalResponse_isNotRetried(String call) {
    failures(call).add(refusal(Stage.PUBLISH, ErrorCode.PUBLISH_REJECTED, 400).build());

    assertThat(failure().attempts()).isEqualTo(1);
    assertThat(calls(call)).hasSize(1);
    assertThat(fixture.waits).isEmpty();
  }

  @ParameterizedTest(name = "{0} and HTTP {1}: {2} attempts")
  @CsvSource({
    "audience, 408, 4",
    "audience, 425, 4",
    "audience, 429, 4",
    "audience, 500, 4",
    "audience, 502, 4",
    "audience, 503, 4",
    "audience, 504, 4",
    "exchange, 408, 4",
    "exchange, 425, 1",
    "exchange, 429, 4",
    "exchange, 500, 4",
    "exchange, 502, 4",
    "exchange, 503, 4",
    "exchange, 504, 4",
    "publish, 403, 5",
    "publish, 408, 5",
    "publish, 409, 5",
    "publish, 425, 1",
    "publish, 429, 5",
    "publish, 500, 1",
    "publish, 501, 1",
    "publish, 502, 5",
    "publish, 503, 5",
    "publish, 504, 5",
    "publish, 505, 1",
    "publish, 507, 1",
    "publish, 519, 1",
    "publish, 520, 5",
    "publish, 522, 5",
    "publish, 524, 5",
    "publish, 525, 1",
  })
  void retryableStatus_isRetriedPerOperation(String call, int status, int attempts) {
    fail(
        failures(call),
        6,
        refusal(stage(call), ErrorCode.TEMPORARY_REGISTRY_ERROR, status).retryCanHelp().build());

    assertThat(failure().attempts()).isEqualTo(attempts);
    assertThat(calls(call)).hasSize(attempts);
    assertThat(fixture.waits).hasSize(attempts - 1);
  }

  @ParameterizedTest(name = "{0}: waits of at most {1} ms")
  @CsvSource({
    "audience, 500 1000 2000",
    "exchange, 1000 2000 4000",
    "publish, 1000 2000 4000 8000",
  })
  void backoff_doublesForEachOperation(String call, String steps) {
    fail(failures(call), 6, transientFailure(stage(call)));
    TrustedPublisher publisher =
        fixture.builder().timing(usual -> usual.withRandom(new Highest())).build();
    catchThrowableOfType(
        PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(fixture.waits.stream().map(wait -> String.valueOf(wait.toMillis())).toList())
        .isEqualTo(List.of(steps.split(" ", -1)));
  }

  /** Always gives the highest number. */
  private static final class Highest implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("only bounded numbers");
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }

  /** A wait of zero, by the dice or by the server, would fit into no time at all. */
  @ParameterizedTest(name = "Retry-After of {0} s")
  @NullSource
  @ValueSource(longs = 0)
  void retryForZero_neverRetries(@Nullable Long retryAfter) {
    var failure = refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429).retryCanHelp();
    if (retryAfter != null) {
      failure.retryAfter(Duration.ofSeconds(retryAfter));
    }
    fixture.registry.publishFailures.add(failure.build());
    TrustedPublisher publisher =
        fixture
            .builder()
            .timing(usual -> usual.withRandom(new Lowest()))
            .retryFor(Duration.ZERO)
            .build();

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(e.attempts()).isEqualTo(1);
    assertThat(calls("publish")).hasSize(1);
    assertThat(fixture.waits).isEmpty();
  }

  /** Always gives zero. */
  private static final class Lowest implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("only bounded numbers");
    }

    @Override
    public long nextLong(long bound) {
      return 0;
    }
  }

  @Test
  void retryAfter_beyondBudget_isReportedNotWaited() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
            .retryCanHelp()
            .retryAfter(Duration.ofSeconds(77))
            .build());
    TrustedPublisher publisher = fixture.builder().retryFor(Duration.ofSeconds(76)).build();

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(calls("publish")).hasSize(1);
    assertThat(fixture.waits).isEmpty();
    assertThat(e)
        .hasMessageContaining("Try again in 77 s: the server requests this wait")
        .hasMessageContaining("Fix it.");
  }

  @Test
  void lastAttempt_doesNotMentionRetryAfter() {
    fail(
        fixture.registry.publishFailures,
        5,
        refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
            .retryCanHelp()
            .retryAfter(Duration.ofSeconds(1))
            .build());

    assertThat(failure())
        .hasMessageContaining("Attempts: 5")
        .hasMessageNotContaining("the server requests this wait");
  }

  @Test
  void backoff_isRandomWithinGrowingCap() {
    fail(fixture.registry.publishFailures, 4, transientFailure(Stage.PUBLISH));

    fixture.publish("a.whl");

    assertThat(fixture.waits).hasSize(4);
    long step = 1000;
    for (Duration wait : fixture.waits) {
      assertThat(wait.toMillis()).isBetween(0L, step);
      step *= 2;
    }
  }

  @Test
  void retryAfter_isRespected() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
            .retryCanHelp()
            .retryAfter(Duration.ofSeconds(77))
            .build());

    fixture.publish("a.whl");

    assertThat(fixture.waits).containsExactly(Duration.ofSeconds(77));
  }

  @Test
  void failedAttempts_areRecordedAndCounted() {
    fail(fixture.registry.publishFailures, 2, lost(AttemptOutcome.NOT_SENT));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.artifacts().get(0).attempts()).isEqualTo(3);
    assertThat(attemptsFailed())
        .extracting(AuditEvent.AttemptFailed::attempt, AuditEvent.AttemptFailed::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "NOT_SENT"),
            org.assertj.core.groups.Tuple.tuple(2, "NOT_SENT"));
    assertThat(attemptsFailed()).allSatisfy(event -> assertThat(event.nextDelay()).isPresent());
  }

  @Test
  void retryBudget_limitsNumberOfRetries() {
    RetryBudget budget = RetryBudget.ofWaits(Duration.ofMinutes(30), 2, () -> 0);

    assertThat(budget.takeRetryAfter(Duration.ZERO)).isTrue();
    assertThat(budget.takeRetryAfter(Duration.ZERO)).isTrue();
    assertThat(budget.takeRetryAfter(Duration.ZERO)).isFalse();
  }

  @Test
  void run_allowsTwentyRetriesForAllFiles() {
    fail(fixture.registry.publishFailures, 100, lost(AttemptOutcome.NOT_SENT));
    String[] files = IntStream.range(0, 10).mapToObj(i -> i + ".whl").toArray(String[]::new);

    TrustedPublisher publisher = fixture.builder().concurrency(1).keepGoing().build();
    catchThrowableOfType(
        PublishFailedException.class, () -> publisher.publish(fixture.files(files)));

    // Ten first attempts, and the budget.
    assertThat(calls("publish")).hasSize(10 + 20);
    assertThat(calls("revoke")).hasSize(1);
  }

  @Test
  void retryBudget_countsWaitsNotUploadTime() {
    long[] now = {0};
    RetryBudget budget = RetryBudget.ofWaits(Duration.ofSeconds(60), 20, () -> now[0]);
    RetryBudget call = budget.forOneCall(Duration.ofSeconds(60), 20);

    now[0] = Duration.ofSeconds(40).toNanos();
    assertThat(budget.takeRetryAfter(Duration.ofSeconds(31))).isTrue();
    assertThat(budget.takeRetryAfter(Duration.ofSeconds(30))).isFalse();
    assertThat(call.takeRetryAfter(Duration.ofSeconds(21))).isFalse();
    assertThat(call.takeRetryAfter(Duration.ofSeconds(20))).isTrue();
  }

  private List<AuditEvent.AttemptFailed> attemptsFailed() {
    return fixture.trail.stream()
        .map(entry -> entry.event())
        .filter(AuditEvent.AttemptFailed.class::isInstance)
        .map(AuditEvent.AttemptFailed.class::cast)
        .toList();
  }

  private TrustedPublishingException failure() {
    return catchThrowableOfType(PublishFailedException.class, () -> fixture.publish("a.whl"));
  }

  private List<String> calls(String call) {
    return fixture.registry.calls.stream().filter(made -> made.startsWith(call)).toList();
  }

  private Deque<RuntimeException> failures(String call) {
    return switch (call) {
      case "audience" -> fixture.registry.audienceFailures;
      case "exchange" -> fixture.registry.exchangeFailures;
      default -> fixture.registry.publishFailures;
    };
  }

  private static Stage stage(String call) {
    return call.equals("publish") ? Stage.PUBLISH : Stage.EXCHANGE;
  }

  private static void fail(Deque<RuntimeException> failures, int times, RuntimeException failure) {
    for (int i = 0; i < times; i++) {
      failures.add(failure);
    }
  }

  private static TrustedPublishingException transientFailure(Stage stage) {
    return refusal(stage, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503).retryCanHelp().build();
  }
}

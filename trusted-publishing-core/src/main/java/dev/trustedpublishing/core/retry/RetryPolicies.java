package dev.trustedpublishing.core.retry;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.audit.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The retry policies: which calls are retried, how often, and after which wait
 * (docs/fault-matrix.md, section 3). A failure states whether a retry can help; the stages do what
 * is necessary between attempts.
 *
 * @param random the source of jitter
 * @param pause converts the scheduled wait to the actual wait; the identity outside of tests
 * @param budget the budget of the run
 * @param trail records failed attempts
 */
public record RetryPolicies(
    RandomGenerator random, UnaryOperator<Duration> pause, RetryBudget budget, AuditTrail trail) {
  /** The calls of a run with their retry policies. */
  public enum Call {
    OBTAIN(Stage.OBTAIN, 5, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(1)),
    OBTAIN_BY_COMMAND(
        Stage.OBTAIN, 2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(2)),
    ATTEST(Stage.ATTEST, 4, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1)),
    AUDIENCE(
        Stage.EXCHANGE, 4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(5)),
    EXCHANGE(
        Stage.EXCHANGE, 4, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(5)),
    PRESENCE(
        Stage.PUBLISH, 4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(1)),
    PUBLISH(Stage.PUBLISH, 5, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofHours(24)),
    /** 10 s in total, of which the last call takes {@link Revocation#MAX_CALL_DURATION}. */
    REVOKE(
        Stage.REVOKE,
        2,
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofSeconds(10).minus(Revocation.MAX_CALL_DURATION));

    private final Stage stage;
    private final int attempts;
    private final Duration base;
    private final Duration cap;
    private final Duration longest;

    Call(Stage stage, int attempts, Duration base, Duration cap, Duration longest) {
      this.stage = stage;
      this.attempts = attempts;
      this.base = base;
      this.cap = cap;
      this.longest = longest;
    }

    /**
     * Returns whether a status is final for this call, although other calls are retried after it:
     * an upload with a 500 response may have been processed, and a retry would fail again.
     */
    private boolean isFinal(int status) {
      boolean tooEarly = status == 425;
      return switch (this) {
        case PUBLISH -> tooEarly || (status >= 500 && !isOfGateway(status));
        case EXCHANGE, REVOKE -> tooEarly;
        case OBTAIN, OBTAIN_BY_COMMAND, ATTEST, AUDIENCE, PRESENCE -> false;
      };
    }

    private static boolean isOfGateway(int status) {
      return (status >= 502 && status <= 504) || (status >= 520 && status <= 524);
    }
  }

  /**
   * Runs a call with retries.
   *
   * @param call the policy
   * @param subject the subject, for the audit trail
   * @param attempt one attempt
   * @return the result of the successful attempt
   * @throws TrustedPublishingException the last failure, with the number of attempts
   */
  public <T> T run(Call call, String subject, CheckedSupplier<T> attempt) {
    return attempt(call, subject, attempt, UnaryOperator.identity()).orElseThrow();
  }

  /**
   * Runs a call with retries. This is the one place where core catches what SPI code throws.
   *
   * @param refine adds what the stage knows about a failure, such as that another attempt is safe
   */
  public <T> Result<T> attempt(
      Call call, String subject, CheckedSupplier<T> attempt, UnaryOperator<Failure> refine) {
    Attempts attempts = new Attempts(call, subject, refine);
    RetryPolicy<Result<T>> policy =
        RetryPolicy.<Result<T>>builder()
            .handleResultIf(result -> attempts.again)
            .handleIf(thrown -> false)
            .withMaxAttempts(call.attempts)
            .withDelayFn(context -> pause.apply(attempts.nextDelay))
            .build();
    try {
      return Failsafe.with(policy).get(() -> attempts.count(attempt));
    } catch (FailsafeException e) {
      Thread.currentThread().interrupt();
      return Result.failed(Failure.interrupted(call.stage, subject));
    }
  }

  /**
   * Waits, if the budget allows it; an interrupt ends the wait.
   *
   * @return whether it waited
   */
  public boolean pause(Stage stage, String subject, Duration wait) {
    if (!budget.takeWait(wait)) {
      return false;
    }
    try {
      Thread.sleep(pause.apply(wait).toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.interrupted(stage, subject).exception();
    }
  }

  /** The attempts of one call. */
  private final class Attempts {
    private final Call call;
    private final String subject;
    private final UnaryOperator<Failure> refine;
    private final RetryBudget own;
    private int number;
    private Duration nextDelay = Duration.ZERO;
    private boolean again;

    private Attempts(Call call, String subject, UnaryOperator<Failure> refine) {
      this.call = call;
      this.subject = subject;
      this.refine = refine;
      this.own = budget.forOneCall(call.longest, call.attempts - 1);
    }

    private <T> Result<T> count(CheckedSupplier<T> attempt) {
      number++;
      again = false;
      Timer timer = trail.startTimer();
      try {
        return new Result<>(Optional.of(attempt.get()), Optional.empty());
      } catch (Throwable thrown) {
        Failure failure = refine.apply(Failure.of(call.stage, subject, thrown));
        // An exchange without an identity, or an upload without a token: the earlier call had its
        // own attempts and events.
        boolean ofThisCall = failure.stage() == call.stage;
        return Result.failed(ofThisCall ? counted(failure, timer) : failure);
      }
    }

    private Failure counted(Failure failure, Timer timer) {
      Optional<Duration> next = next(failure);
      nextDelay = next.orElse(Duration.ZERO);
      again = next.isPresent();
      trail.record(
          new AuditEvent.AttemptFailed(
              call.stage,
              subject,
              number,
              failure.code().value(),
              failure.problem().what(),
              failure.reason().outcome().map(Enum::name).orElse("local"),
              failure.reason().requestId(),
              next,
              timer.elapsed()));
      Failure shown = again ? failure : withWaitThatDoesNotFit(failure);
      return number == 1 ? shown : shown.withAttempts(number);
    }

    /**
     * If the server requests a longer wait than is left, there is no retry; the fix states how long
     * to wait.
     */
    private Failure withWaitThatDoesNotFit(Failure failure) {
      return failure
          .retryAfter()
          .filter(any -> number < call.attempts)
          .map(wait ->
              failure.withRemedy(
                  "Try again in "
                      + wait.toSeconds()
                      + " s: the server requests this wait, which is longer than the run may still"
                      + " wait. "
                      + failure.problem().remedy()))
          .orElse(failure);
    }

    private Optional<Duration> next(Failure failure) {
      if (!failure.isRetryable()
          || failure.reason().httpStatus().stream().anyMatch(call::isFinal)) {
        return Optional.empty();
      }
      Duration delay = failure.retryAfter().orElseGet(this::backoff);
      return Optional.of(delay).filter(own::takeRetryAfter).filter(this::isInBudget);
    }

    /** A run that has used all retries must still be able to revoke its tokens. */
    private boolean isInBudget(Duration delay) {
      return call == Call.REVOKE || budget.takeRetryAfter(delay);
    }

    /** Full jitter: a random wait between zero and the exponential step. */
    private Duration backoff() {
      long step = call.base.toMillis() << Math.min(number - 1, 20);
      synchronized (random) {
        return Duration.ofMillis(random.nextLong(Math.min(step, call.cap.toMillis()) + 1));
      }
    }
  }
}

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
 * The table of what is tried again, how often and after which wait (fault-matrix.md section 3).
 * Whether one failure is worth another attempt is said by the failure itself; what has to happen in
 * between is the stages' business.
 */
public final class RetryPolicies {

  /** The calls of a run, each with its row of the table. */
  public enum Call {
    OBTAIN(Stage.OBTAIN, 5, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(1)),
    OBTAIN_BY_COMMAND(
        Stage.OBTAIN, 2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(2)),
    AUDIENCE(
        Stage.EXCHANGE, 4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(5)),
    EXCHANGE(
        Stage.EXCHANGE, 4, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(5)),
    PRESENCE(
        Stage.PUBLISH, 4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(1)),
    PUBLISH(Stage.PUBLISH, 5, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofHours(24)),
    /** 10 s in total, of which the last call takes {@link Revocation#LONGEST_CALL}. */
    REVOKE(
        Stage.REVOKE,
        2,
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofSeconds(10).minus(Revocation.LONGEST_CALL));

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
     * Tells whether a status is final for this call, although it passes elsewhere: an upload that
     * met with a 500 may have been carried out, and the next one meets with the same.
     */
    private boolean isFinal(int status) {
      boolean tooEarly = status == 425;
      return switch (this) {
        case PUBLISH -> tooEarly || (status >= 500 && !isOfGateway(status));
        case EXCHANGE, REVOKE -> tooEarly;
        case OBTAIN, OBTAIN_BY_COMMAND, AUDIENCE, PRESENCE -> false;
      };
    }

    private static boolean isOfGateway(int status) {
      return (status >= 502 && status <= 504) || (status >= 520 && status <= 524);
    }
  }

  private final RandomGenerator random;
  private final UnaryOperator<Duration> pause;
  private final RetryBudget budget;
  private final AuditTrail trail;

  /**
   * Creates the policies of one run.
   *
   * @param random where the jitter comes from
   * @param pause turns the wait that was decided into the wait that is made; the identity outside
   *     of tests
   * @param budget what the run may spend
   * @param trail where failed attempts are recorded
   */
  public RetryPolicies(
      RandomGenerator random, UnaryOperator<Duration> pause, RetryBudget budget, AuditTrail trail) {
    this.random = random;
    this.pause = pause;
    this.budget = budget;
    this.trail = trail;
  }

  /**
   * Carries out a call, again where that helps.
   *
   * @param call the row of the table
   * @param subject what it is about, for the audit trail
   * @param attempt one attempt
   * @return what the attempt that succeeded returned
   * @throws TrustedPublishingException the last failure, with the number of attempts
   */
  public <T> T run(Call call, String subject, CheckedSupplier<T> attempt) {
    return attempt(call, subject, attempt, UnaryOperator.identity()).orElseThrow();
  }

  /**
   * Carries out a call, again where that helps. This is the one place where core catches what SPI
   * code throws.
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
      return new Result.Failed<>(Failure.interrupted(call.stage, subject));
    }
  }

  /**
   * Waits without calling anything, if the run may still wait that long; an interrupt ends it.
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
        return new Result.Success<>(attempt.get());
      } catch (Throwable thrown) {
        Failure failure = refine.apply(Failure.of(call.stage, subject, thrown));
        // An exchange that found no identity, an upload that found no token: that call had its
        // attempts, and its events.
        boolean ofThisCall = failure.stage() == call.stage;
        return new Result.Failed<>(ofThisCall ? counted(failure, timer) : failure);
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

    /** A server that asks for more time than is left is not asked again; people may do so. */
    private Failure withWaitThatDoesNotFit(Failure failure) {
      return failure
          .retryAfter()
          .filter(any -> number < call.attempts)
          .map(wait ->
              failure.withRemedy(
                  "Try again in "
                      + wait.toSeconds()
                      + " s: that is what the server asks for, and more than this run may still"
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

    /** A run that spent all its attempts must still be able to give its tokens back. */
    private boolean isInBudget(Duration delay) {
      return call == Call.REVOKE || budget.takeRetryAfter(delay);
    }

    /** Full jitter: anything between nothing and the exponential step. */
    private Duration backoff() {
      long step = call.base.toMillis() << Math.min(number - 1, 20);
      synchronized (random) {
        return Duration.ofMillis(random.nextLong(Math.min(step, call.cap.toMillis()) + 1));
      }
    }
  }
}

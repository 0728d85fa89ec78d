package dev.trustedpublishing.core.retry;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.TransportException;
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
    Attempts attempts = new Attempts(call, subject);
    RetryPolicy<T> policy =
        RetryPolicy.<T>builder()
            .handleIf(failure -> attempts.again)
            .withMaxAttempts(call.attempts)
            .withDelayFn(context -> pause.apply(attempts.nextDelay))
            .build();
    try {
      return Failsafe.with(policy).get(() -> attempts.count(attempt));
    } catch (FailsafeException e) {
      Thread.currentThread().interrupt();
      throw interrupted(call.stage, subject);
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
      throw interrupted(stage, subject);
    }
  }

  public static TrustedPublishingException interrupted(Stage stage, String subject) {
    return TrustedPublishingException.builder(
            stage,
            Problem.of(
                    ErrorCode.TEMPORARY_INTERRUPTED, "The run was interrupted at: " + subject + ".")
                .remedy("Start it again; files that are already there are recognized."))
        .build();
  }

  /** What is no refusal and no failure of the network is a bug, and says so. */
  public static TrustedPublishingException bug(Stage stage, String subject, Throwable e) {
    return TrustedPublishingException.builder(
            stage,
            Problem.of(
                    ErrorCode.INTERNAL_BUG,
                    "The library broke one of its own rules at: " + subject + ".")
                .found(e.getClass().getName())
                .expected("an error that explains itself")
                .remedy("Please report this, with the stack trace."))
        .cause(e)
        .build();
  }

  /** The attempts of one call. */
  private final class Attempts {
    private final Call call;
    private final String subject;
    private final RetryBudget own;
    private int number;
    private Duration nextDelay = Duration.ZERO;
    private boolean again;

    private Attempts(Call call, String subject) {
      this.call = call;
      this.subject = subject;
      this.own = budget.forOneCall(call.longest, call.attempts - 1);
    }

    private <T> T count(CheckedSupplier<T> attempt) {
      number++;
      Timer timer = trail.startTimer();
      try {
        return attempt.get();
      } catch (Throwable e) {
        throw failed(explained(e), timer);
      }
    }

    private TrustedPublishingException failed(TrustedPublishingException failure, Timer timer) {
      if (failure.stage() != call.stage) {
        // An exchange that found no identity, an upload that found no token: that call had its
        // attempts, and its events.
        again = false;
        return failure;
      }
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
              failure.outcome().map(Enum::name).orElse("local"),
              failure.requestId(),
              next,
              timer.elapsed()));
      TrustedPublishingException said = again ? failure : withWaitThatDoesNotFit(failure);
      return number == 1 ? said : said.toBuilder().attempts(number).build();
    }

    /** A server that asks for more time than is left is not asked again; people may do so. */
    private TrustedPublishingException withWaitThatDoesNotFit(TrustedPublishingException failure) {
      Optional<Duration> wait = failure.retryAfter().filter(any -> number < call.attempts);
      if (wait.isEmpty()) {
        return failure;
      }
      Problem problem = failure.problem();
      String remedy =
          "Try again in "
              + wait.get().toSeconds()
              + " s: that is what the server asks for, and more than this run may still wait. "
              + problem.remedy();
      return failure.toBuilder()
          .problem(
              new Problem(
                  problem.code(), problem.what(), problem.found(), problem.expected(), remedy))
          .build();
    }

    private Optional<Duration> next(TrustedPublishingException failure) {
      if (!failure.retryCanHelp() || failure.httpStatus().stream().anyMatch(call::isFinal)) {
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

    private TrustedPublishingException explained(Throwable e) {
      if (e instanceof TrustedPublishingException explained) {
        return explained;
      }
      if (e instanceof TransportException transport) {
        return fromTransport(transport);
      }
      if (e instanceof Error error) {
        throw error;
      }
      return bug(call.stage, subject, e);
    }

    private TrustedPublishingException fromTransport(TransportException e) {
      TrustedPublishingException.Builder details =
          TrustedPublishingException.builder(call.stage, e.problem())
              .origin(e.origin())
              .outcome(e.outcome())
              .cause(e);
      boolean temporary =
          e.problem().code().category() == ErrorCategory.TEMPORARY
              && !e.problem().code().equals(ErrorCode.TEMPORARY_INTERRUPTED);
      return (temporary ? details.retryCanHelp() : details).build();
    }
  }
}

package dev.trustedpublishing.core.retry;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The failure of a call: created once from the exception, refined by the stages that it passes, and
 * thrown once at the end. Immutable.
 *
 * @param reason the exception, explained
 * @param problems the problems to report
 * @param isRetryable whether another attempt can help
 * @param retryAfter the wait that the server requested
 * @param attempts the number of attempts
 */
public record Failure(
    TrustedPublishingException reason,
    List<Problem> problems,
    boolean isRetryable,
    Optional<Duration> retryAfter,
    int attempts) {

  public static Failure of(TrustedPublishingException reason) {
    return new Failure(
        reason, reason.problems(), reason.retryCanHelp(), reason.retryAfter(), reason.attempts());
  }

  /** Explains the exception of an attempt; an error of the JVM is thrown again. */
  public static Failure of(Stage stage, String subject, Throwable thrown) {
    if (thrown instanceof TrustedPublishingException explained) {
      return of(explained);
    }
    if (thrown instanceof TransportException transport) {
      return of(explained(stage, transport));
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return of(bug(stage, subject, thrown));
  }

  public static Failure interrupted(Stage stage, String subject) {
    return of(
        Problem.of(ErrorCode.TEMPORARY_INTERRUPTED, "The run was interrupted at: " + subject + ".")
            .remedy("Start it again. Files that exist already are recognized.")
            .toException(stage));
  }

  /** Any other exception is a bug and is reported as one. */
  public static TrustedPublishingException bug(Stage stage, String subject, Throwable thrown) {
    return TrustedPublishingException.builder(
            stage,
            Problem.of(ErrorCode.INTERNAL_BUG, "Internal error at: " + subject + ".")
                .found(thrown.getClass().getName())
                .expected("an error with an explanation")
                .remedy("Report this, with the stack trace."))
        .cause(thrown)
        .build();
  }

  private static TrustedPublishingException explained(Stage stage, TransportException transport) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(stage, transport.problem())
            .origin(transport.origin())
            .outcome(transport.outcome())
            .cause(transport);
    boolean temporary =
        transport.problem().code().category() == ErrorCategory.TEMPORARY
            && !transport.problem().code().equals(ErrorCode.TEMPORARY_INTERRUPTED);
    return (temporary ? details.retryCanHelp() : details).build();
  }

  public Stage stage() {
    return reason.stage();
  }

  public Problem problem() {
    return problems.get(0);
  }

  public ErrorCode code() {
    return problem().code();
  }

  public boolean is(ErrorCode code) {
    return code().equals(code);
  }

  public boolean hasOutcome(AttemptOutcome outcome) {
    return reason.outcome().equals(Optional.of(outcome));
  }

  public Failure withProblem(Problem problem) {
    return new Failure(reason, List.of(problem), isRetryable, retryAfter, attempts);
  }

  public Failure withRemedy(String remedy) {
    Problem problem = problem();
    return withProblem(
        new Problem(problem.code(), problem.what(), problem.found(), problem.expected(), remedy));
  }

  public Failure retryable() {
    return new Failure(reason, problems, true, retryAfter, attempts);
  }

  public Failure retryableAtOnce() {
    return new Failure(reason, problems, true, Optional.of(Duration.ZERO), attempts);
  }

  public Failure withoutRetry() {
    return new Failure(reason, problems, false, retryAfter, attempts);
  }

  Failure withAttempts(int number) {
    return new Failure(reason, problems, isRetryable, retryAfter, number);
  }

  /** Returns the exception to throw: the original one, unless details were added. */
  public TrustedPublishingException exception() {
    boolean refined =
        !problems.equals(reason.problems())
            || attempts != reason.attempts()
            || (isRetryable && !reason.retryCanHelp());
    return refined ? describe().build() : reason;
  }

  /** Describes it for an exception of another type. */
  public TrustedPublishingException.Builder describe() {
    TrustedPublishingException.Builder details = reason.toBuilder().attempts(attempts);
    if (!problems.equals(reason.problems())) {
      details.problem(problem());
    }
    retryAfter.ifPresent(details::retryAfter);
    return isRetryable ? details.retryCanHelp() : details;
  }
}

package dev.trustedpublishing.api.http;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A request received no response. Describes what happened and how far the request got; SPI code
 * passes it on, the pipeline adds the stage. Never contains a secret. Thread-safe.
 */
public final class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient AttemptOutcome outcome;
  private final transient Origin origin;

  /**
   * Creates the exception; for transports.
   *
   * @param problem what happened; a {@code temporary.*} code means that a retry can help
   * @param outcome {@link AttemptOutcome#NOT_SENT} or {@link AttemptOutcome#AMBIGUOUS}
   * @param origin the origin of the request
   * @param cause the cause, if any
   */
  public TransportException(
      Problem problem, AttemptOutcome outcome, Origin origin, @Nullable Throwable cause) {
    super(problem.text(), cause);
    this.problem = problem;
    this.outcome = outcome;
    this.origin = origin;
  }

  /**
   * Returns what happened.
   *
   * @return the problem
   */
  public Problem problem() {
    return problem;
  }

  /**
   * Returns the outcome of the attempt.
   *
   * @return the outcome
   */
  public AttemptOutcome outcome() {
    return outcome;
  }

  /**
   * Returns the origin of the request.
   *
   * @return the origin
   */
  public Origin origin() {
    return origin;
  }
}

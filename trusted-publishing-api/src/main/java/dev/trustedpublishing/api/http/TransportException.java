package dev.trustedpublishing.api.http;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A call got no answer. Says what happened in words and how far it came; SPI code lets it pass, the
 * pipeline adds the stage. Never contains a secret. Thread-safe.
 */
public final class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient AttemptOutcome outcome;
  private final transient Origin origin;

  /**
   * Creates the exception; for transports.
   *
   * @param problem what happened; a {@code temporary.*} code says that trying again can help
   * @param outcome {@link AttemptOutcome#NOT_SENT} or {@link AttemptOutcome#AMBIGUOUS}
   * @param origin where the call went
   * @param cause what the network said, if anything
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
   * Returns how far the attempt came.
   *
   * @return the outcome
   */
  public AttemptOutcome outcome() {
    return outcome;
  }

  /**
   * Returns where the call went.
   *
   * @return the origin
   */
  public Origin origin() {
    return origin;
  }
}

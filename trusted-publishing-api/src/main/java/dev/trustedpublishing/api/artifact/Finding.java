package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Problem;

/**
 * A property of the job that a registry rejects or may reject, reported before anything is sent to
 * it. Immutable.
 *
 * @param severity how certain it is
 * @param problem the problem and its fix
 */
public record Finding(Severity severity, Problem problem) {

  /** How certain the rejection is. */
  public enum Severity {
    /** The registry may reject the job, depending on the registration; the run continues. */
    WARNING,
    /** The registry certainly rejects the job; the run ends before a token leaves the machine. */
    REFUSAL
  }

  /**
   * Reports what the registry may reject.
   *
   * @param problem the problem and its fix
   * @return the finding
   */
  public static Finding warning(Problem problem) {
    return new Finding(Severity.WARNING, problem);
  }

  /**
   * Reports what the registry certainly rejects.
   *
   * @param problem the problem and its fix
   * @return the finding
   */
  public static Finding refusal(Problem problem) {
    return new Finding(Severity.REFUSAL, problem);
  }
}

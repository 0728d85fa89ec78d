package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Problem;

/**
 * Something about the job that a registry does not like, said before anything is sent to it.
 * Immutable.
 *
 * @param severity how sure it is
 * @param problem what, and what to do
 */
public record Finding(Severity severity, Problem problem) {

  /** How sure it is that the registry refuses. */
  public enum Severity {
    /** The registry may refuse, depending on what is registered there; the run goes on. */
    WARNING,
    /** The registry refuses for certain; the run ends before a token leaves the machine. */
    REFUSAL
  }

  /**
   * Reports what the registry may refuse.
   *
   * @param problem what, and what to do
   * @return the finding
   */
  public static Finding warning(Problem problem) {
    return new Finding(Severity.WARNING, problem);
  }

  /**
   * Reports what the registry refuses for certain.
   *
   * @param problem what, and what to do
   * @return the finding
   */
  public static Finding refusal(Problem problem) {
    return new Finding(Severity.REFUSAL, problem);
  }
}

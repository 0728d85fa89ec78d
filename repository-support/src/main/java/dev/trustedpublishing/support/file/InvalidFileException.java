package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.Problem;

/** A file can't be published, and reading more of it makes no sense. Immutable. */
public final class InvalidFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /**
   * Creates an exception.
   *
   * @param problem what is wrong with the file
   */
  public InvalidFileException(Problem problem) {
    super(problem.text());
    this.problem = problem;
  }

  /**
   * Creates an exception with a cause.
   *
   * @param problem what is wrong with the file
   * @param cause how that was noticed
   */
  public InvalidFileException(Problem problem, Throwable cause) {
    super(problem.text(), cause);
    this.problem = problem;
  }

  /**
   * Returns what is wrong with the file.
   *
   * @return the problem
   */
  public Problem problem() {
    return problem;
  }
}

package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.Problem;

/** A file is so wrong that reading on makes no sense. */
public final class InvalidFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public InvalidFileException(Problem problem) {
    super(problem.text());
    this.problem = problem;
  }

  public InvalidFileException(Problem problem, Throwable cause) {
    super(problem.text(), cause);
    this.problem = problem;
  }

  /** What is wrong with it. */
  public Problem problem() {
    return problem;
  }
}

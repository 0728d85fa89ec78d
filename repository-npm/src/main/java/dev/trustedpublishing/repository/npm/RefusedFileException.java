package dev.trustedpublishing.repository.npm;

import dev.trustedpublishing.api.Problem;

/** A file is so wrong that reading on makes no sense. */
final class RefusedFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedFileException(Problem problem) {
    super(problem.text());
    this.problem = problem;
  }

  RefusedFileException(Problem problem, Throwable cause) {
    super(problem.text(), cause);
    this.problem = problem;
  }

  /** What is wrong with it. */
  Problem problem() {
    return problem;
  }
}

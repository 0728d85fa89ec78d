package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects what is wrong with the files of one plan, so that people learn all of it at once.
 * Confined to one thread.
 */
public final class FileProblems {
  private final List<Problem> refusals = new ArrayList<>();
  private final Consumer<Problem> warnings;

  /**
   * Creates an empty collection.
   *
   * @param warnings is told what does not stop the plan
   */
  public FileProblems(Consumer<Problem> warnings) {
    this.warnings = warnings;
  }

  /** Notes something for which the registry would refuse the file. */
  public void refuse(Problem problem) {
    refusals.add(problem);
  }

  /** Passes on something that should be looked at. */
  public void warn(Problem problem) {
    warnings.accept(problem);
  }

  /** Everything that was refused so far, in order. */
  public List<Problem> refusals() {
    return List.copyOf(refusals);
  }
}

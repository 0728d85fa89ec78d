package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects the problems of all files of a plan, so that users see them at once. Not thread-safe.
 */
public final class FileProblems {
  private final List<Problem> refusals = new ArrayList<>();
  private final Consumer<Problem> warnings;

  /**
   * Creates an empty collection.
   *
   * @param warnings receives the problems that do not stop the plan
   */
  public FileProblems(Consumer<Problem> warnings) {
    this.warnings = warnings;
  }

  /**
   * Reads a file.
   *
   * @param <T> the result
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads.
     *
     * @return the result; empty if what is missing was rejected
     * @throws InvalidFileException if the file can't be published
     */
    Optional<T> read() throws InvalidFileException;
  }

  /**
   * Reads a file, and adds the error instead of throwing it.
   *
   * @param <T> the result
   * @param reader reads the file
   * @return the result; empty after an error
   */
  public <T> Optional<T> read(Reader<T> reader) {
    try {
      return reader.read();
    } catch (InvalidFileException e) {
      refuse(e.problem());
    } catch (TrustedPublishingException e) {
      refusals.addAll(e.problems());
    }
    return Optional.empty();
  }

  /**
   * Adds a problem that would make the registry reject the file.
   *
   * @param problem the problem
   */
  public void refuse(Problem problem) {
    refusals.add(problem);
  }

  /**
   * Passes on a problem that does not stop the plan.
   *
   * @param problem the problem
   */
  public void warn(Problem problem) {
    warnings.accept(problem);
  }

  /**
   * Returns the problems that stop the plan.
   *
   * @return the problems, oldest first
   */
  public List<Problem> refusals() {
    return List.copyOf(refusals);
  }

  /**
   * Ends the plan if there is a problem that stops it.
   *
   * @throws TrustedPublishingException with all problems
   */
  public void throwIfAny() {
    if (!refusals.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.PLAN, refusals).build();
    }
  }
}

package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.support.file.PlanRules.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the problems of all files of a plan, so that users see them at once. Not thread-safe.
 */
public final class FileProblems {
  private final List<Problem> refusals = new ArrayList<>();
  private final Consumer<Problem> warnings;
  private final Supplier<PlanRules> rules;
  private final boolean atOwner;
  private @Nullable PlanRules read;

  /**
   * Creates an empty collection without rules.
   *
   * @param warnings receives the problems that do not stop the plan
   */
  public FileProblems(Consumer<Problem> warnings) {
    this(warnings, () -> new PlanRules("", Map.of()), true);
  }

  /**
   * Creates an empty collection.
   *
   * @param warnings receives the problems that do not stop the plan
   * @param rules the rules of the plan; called at most once, for the first broken rule
   * @param atOwner whether the files are for the registry whose policies the rules contain
   */
  public FileProblems(Consumer<Problem> warnings, Supplier<PlanRules> rules, boolean atOwner) {
    this.warnings = warnings;
    this.rules = rules;
    this.atOwner = atOwner;
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
   * Adds a problem as its rule says: a policy of another registry is a warning at most.
   *
   * @param rule the id of the broken rule
   * @param problem the problem
   */
  public void report(String rule, Problem problem) {
    PlanRules all = rules();
    PlanRules.Rule broken = all.rule(rule);
    switch (atOwner ? broken.atOwner() : broken.elsewhere()) {
      case REJECT -> refuse(problem);
      case WARN -> warn(broken.atOwner() == Outcome.REJECT ? ofOwner(all, problem) : problem);
      case ACCEPT -> {
        // A rule of another registry.
      }
    }
  }

  private PlanRules rules() {
    if (read == null) {
      read = rules.get();
    }
    return read;
  }

  private static Problem ofOwner(PlanRules rules, Problem problem) {
    return new Problem(
        problem.code(),
        problem.what(),
        problem.found(),
        problem.expected(),
        "No action needed if this index accepts it: the rule is %s's. Otherwise: %s"
            .formatted(rules.owner(), problem.remedy()));
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

package dev.trustedpublishing.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A problem with its explanation: what failed, what was found, what was expected, and the fix. No
 * part may contain a secret, and external text must pass through {@link SafeText} first.
 *
 * <pre>{@code
 * Problem.of(ErrorCode.USAGE_UNSUPPORTED_FILE, "notes.txt is neither a wheel nor a source distribution.")
 *     .found("a name that ends with .txt")
 *     .expected("a name that ends with .whl or .tar.gz")
 *     .remedy("Leave it out, or build the project first.")
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param code the stable code of this kind of problem
 * @param what one sentence: what failed, with the name of the affected object
 * @param found what was found, if that helps
 * @param expected what was expected, if that helps
 * @param remedy the fix, often the lines to add; may have several lines
 */
public record Problem(
    ErrorCode code, String what, Optional<String> found, Optional<String> expected, String remedy) {

  /** Checks that the explanation is complete. */
  public Problem {
    if (what.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("A problem must say what failed and how to fix it.");
    }
  }

  // Written out, because the first use of a generated one makes Java create about 40 classes, which
  // is a noticeable part of a short run.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Problem problem
        && code.equals(problem.code)
        && what.equals(problem.what)
        && found.equals(problem.found)
        && expected.equals(problem.expected)
        && remedy.equals(problem.remedy);
  }

  @Override
  public int hashCode() {
    return Objects.hash(code, what, found, expected, remedy);
  }

  /**
   * Starts the description of a problem.
   *
   * @param code the stable code of this kind of problem
   * @param what one sentence: what failed
   * @return a description, to be completed with {@link Description#remedy}
   */
  public static Description of(ErrorCode code, String what) {
    return new Description(code, what, null, null);
  }

  /** The number of problems of a kind that are reported. */
  public static final int MAX_OF_A_KIND = 20;

  /**
   * Returns the first problems of each kind: a damaged file can have more than anybody reads.
   *
   * @param problems all problems
   * @return at most {@value #MAX_OF_A_KIND} of each {@link #kind}, and for each kind with more of
   *     them one that says how many
   */
  public static List<Problem> firstOfEachKind(List<Problem> problems) {
    Map<Problem, Integer> kinds = new LinkedHashMap<>();
    List<Problem> first = new ArrayList<>();
    for (Problem problem : problems) {
      if (kinds.merge(problem.kind(), 1, Integer::sum) <= MAX_OF_A_KIND) {
        first.add(problem);
      }
    }
    for (Map.Entry<Problem, Integer> kind : kinds.entrySet()) {
      if (kind.getValue() > MAX_OF_A_KIND) {
        first.add(kind.getKey().andMore(kind.getValue()));
      }
    }
    return List.copyOf(first);
  }

  /**
   * Returns what this problem has in common with those of the same kind.
   *
   * @return a problem with the same code, whose sentence has no file, quoted text, or number
   */
  public Problem kind() {
    String common = what.replaceFirst("^\\S+: ", "").replaceAll("'.*'", "'...'");
    return of(code, common.replaceAll("\\d+", "N")).remedy("See the first ones.");
  }

  /**
   * Stands for the problems that are not reported. This problem is their {@link #kind}.
   *
   * @param count the number of all problems of the kind
   * @return the problem that says how many more there are
   */
  public Problem andMore(int count) {
    return of(code, count - MAX_OF_A_KIND + " more of this kind: " + what).remedy(remedy);
  }

  /**
   * Returns all parts, one per line, for people.
   *
   * @return the text, without a line break at the end
   */
  public String text() {
    StringBuilder text = new StringBuilder(what);
    found.ifPresent(value -> text.append(line("Found", value)));
    expected.ifPresent(value -> text.append(line("Expected", value)));
    return text.append(line("Fix", remedy)).toString();
  }

  /**
   * Returns an exception with this problem and nothing else.
   *
   * @param stage the stage that failed
   * @return the exception, to be thrown
   */
  public TrustedPublishingException toException(Stage stage) {
    return TrustedPublishingException.builder(stage, this).build();
  }

  @Override
  public String toString() {
    return text() + " [" + code + "]";
  }

  private static String line(String label, String value) {
    String indent = "\n" + " ".repeat(12);
    return "\n  %-10s%s".formatted(label + ":", value.replace("\n", indent));
  }

  /**
   * A problem without its fix. Immutable.
   *
   * @param code the stable code of this kind of problem
   * @param what one sentence: what failed
   * @param found what was found; null if that does not help
   * @param expected what was expected; null if that does not help
   */
  public record Description(
      ErrorCode code, String what, @Nullable String found, @Nullable String expected) {
    /**
     * Sets what was found.
     *
     * @param value what was found, printable
     * @return the description with it
     */
    public Description found(String value) {
      return new Description(code, what, value, expected);
    }

    /**
     * Sets what was expected.
     *
     * @param value what was expected
     * @return the description with it
     */
    public Description expected(String value) {
      return new Description(code, what, found, value);
    }

    /**
     * Sets the fix and completes the problem.
     *
     * @param value what to do
     * @return the problem
     */
    public Problem remedy(String value) {
      return new Problem(
          code, what, Optional.ofNullable(found), Optional.ofNullable(expected), value);
    }
  }
}

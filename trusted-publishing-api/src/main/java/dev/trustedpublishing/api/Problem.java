package dev.trustedpublishing.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, explained: what it is, what was found, what was wanted, what to do. No
 * part may contain a secret, and text from outside goes through {@link SafeText} first.
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
 * @param code the stable name of this kind of problem
 * @param what one sentence: what is wrong, with the name of the thing that is
 * @param found what was found, if that helps
 * @param expected what was expected instead, if that helps
 * @param remedy what to do about it, often the lines that fix it; may have several lines
 */
public record Problem(
    ErrorCode code, String what, Optional<String> found, Optional<String> expected, String remedy) {

  /** Checks that there is an explanation. */
  public Problem {
    if (what.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("A problem says what is wrong and what to do.");
    }
  }

  /**
   * Starts to describe a problem.
   *
   * @param code the stable name of this kind of problem
   * @param what one sentence: what is wrong
   * @return a description that ends with {@link Description#remedy}
   */
  public static Description of(ErrorCode code, String what) {
    return new Description(code, what, null, null);
  }

  /**
   * All parts on lines of their own, for people.
   *
   * @return the text, without a line break at the end
   */
  public String text() {
    StringBuilder text = new StringBuilder(what);
    found.ifPresent(value -> text.append(line("found", value)));
    expected.ifPresent(value -> text.append(line("wanted", value)));
    return text.append(line("to fix", remedy)).toString();
  }

  @Override
  public String toString() {
    return text() + " [" + code + "]";
  }

  private static String line(String label, String value) {
    String indent = "\n" + " ".repeat(10);
    return "\n  %-8s%s".formatted(label + ":", value.replace("\n", indent));
  }

  /** A problem without its remedy yet. Immutable. */
  public static final class Description {
    private final ErrorCode code;
    private final String what;
    private final @Nullable String found;
    private final @Nullable String expected;

    private Description(
        ErrorCode code, String what, @Nullable String found, @Nullable String expected) {
      this.code = code;
      this.what = what;
      this.found = found;
      this.expected = expected;
    }

    /**
     * Says what was found.
     *
     * @param value what was found, fit to be printed
     * @return the description with it
     */
    public Description found(String value) {
      return new Description(code, what, value, expected);
    }

    /**
     * Says what was expected instead.
     *
     * @param value what was wanted
     * @return the description with it
     */
    public Description expected(String value) {
      return new Description(code, what, found, value);
    }

    /**
     * Says what to do, and is done.
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

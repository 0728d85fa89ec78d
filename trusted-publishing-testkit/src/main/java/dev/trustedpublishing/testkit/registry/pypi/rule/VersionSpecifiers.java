package dev.trustedpublishing.testkit.registry.pypi.rule;

import java.util.regex.Pattern;
import java.util.stream.Stream;

// Second opinion: it must not share the mistakes of the client's grammar.
/**
 * The version specifiers of {@code Requires-Python} and {@code Requires-Dist}, as packaging 26.2
 * reads them.
 *
 * <p>Stateless, thread-safe.
 */
public final class VersionSpecifiers {

  private static final String EPOCH = "v?(?:[0-9]+!)?";
  private static final String PHASES =
      "(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?"
          + "(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?"
          + "(?:[-_.]?dev[-_.]?[0-9]*)?";
  private static final String LOCAL = "(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?";

  /** One specifier: an operator and a version. */
  static final String ONE =
      "(?:===\\s*[^\\s;)]*"
          + "|(?:==|!=)\\s*"
          + EPOCH
          + "[0-9]+(?:\\.[0-9]+)*(?:\\.\\*|"
          + PHASES
          + LOCAL
          + ")|~=\\s*"
          + EPOCH
          + "[0-9]+(?:\\.[0-9]+)+"
          + PHASES
          + "|(?:<=|>=|<|>)\\s*"
          + EPOCH
          + "[0-9]+(?:\\.[0-9]+)*"
          + PHASES
          + ")";

  private static final Pattern SPECIFIER = Pattern.compile(ONE, Pattern.CASE_INSENSITIVE);

  private VersionSpecifiers() {}

  /**
   * Returns whether a text is a list of specifiers. Empty elements are ignored.
   *
   * @param text the specifiers, with commas in between
   * @return whether every one of them is valid
   */
  public static boolean areValid(String text) {
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(specifier -> !specifier.isEmpty())
        .allMatch(specifier -> SPECIFIER.matcher(specifier).matches());
  }
}

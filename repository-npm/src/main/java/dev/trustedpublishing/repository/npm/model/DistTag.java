package dev.trustedpublishing.repository.npm.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tag that points to a version.
 *
 * @param name such as {@code latest}
 * @param isImplied whether it is {@code latest} because nobody chose one
 */
public record DistTag(String name, boolean isImplied) {
  private static final Pattern URL_SAFE = Pattern.compile("[A-Za-z0-9\\-_.!~*'()]+");

  private static final String PART = "(?:[xX*]|0|[1-9]\\d*)";

  /** What npm accepts for a range of versions, as far as URL-safe characters can say it. */
  private static final Pattern RANGE =
      Pattern.compile(
          "~?v*" + PART + "(?:\\." + PART + "(?:\\." + PART + "(?:-[0-9A-Za-z.-]+)?)?)?");

  /** What there is without a choice. */
  public static DistTag implied() {
    return new DistTag("latest", true);
  }

  public static DistTag named(String name) {
    return new DistTag(name.strip(), false);
  }

  /**
   * Looks its problems, by npm's own rules.
   *
   * @return what was expected instead; empty if it is good
   */
  public Optional<String> fault() {
    if (!URL_SAFE.matcher(name).matches()) {
      return Optional.of("letters, digits, '-', '_', and '.' only");
    }
    return RANGE.matcher(name).matches()
        ? Optional.of("a name that is not a version range, unlike 1.x or v2")
        : Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }
}

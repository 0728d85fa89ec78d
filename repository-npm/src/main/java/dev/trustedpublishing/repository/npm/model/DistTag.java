package dev.trustedpublishing.repository.npm.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tag that points to a version.
 *
 * @param name such as {@code latest}
 * @param isImplied whether it is {@code latest} because none was set
 */
public record DistTag(String name, boolean isImplied) {
  private static final Pattern URL_SAFE = Pattern.compile("[A-Za-z0-9\\-_.!~*'()]+");

  private static final String PART = "(?:[xX*]|0|[1-9]\\d*)";

  /** What npm accepts as a version range, as far as it consists of URL-safe characters. */
  private static final Pattern RANGE =
      Pattern.compile(
          "~?v*" + PART + "(?:\\." + PART + "(?:\\." + PART + "(?:-[0-9A-Za-z.-]+)?)?)?");

  /** The default tag. */
  public static DistTag implied() {
    return new DistTag("latest", true);
  }

  public static DistTag named(String name) {
    return new DistTag(name.strip(), false);
  }

  /**
   * Returns its problems, by npm's own rules.
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

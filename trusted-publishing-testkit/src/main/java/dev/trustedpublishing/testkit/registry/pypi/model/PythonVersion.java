package dev.trustedpublishing.testkit.registry.pypi.model;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * A version in the form of PEP 440.
 *
 * <p>Immutable.
 *
 * @param normalized its normal form, without the local part
 * @param local the local part, or null for none
 */
public record PythonVersion(String normalized, @Nullable String local) {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\s*v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)"
              + "(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]+)?)?"
              + "(?:-(?<implicitPost>[0-9]+)"
              + "|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]+)?))?"
              + "(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]+)?)?"
              + "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\\s*",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads a version.
   *
   * @param text the version in any spelling that PEP 440 allows
   * @return the version, or empty if the text is not a version
   */
  public static Optional<PythonVersion> parse(String text) {
    Matcher syntax = SYNTAX.matcher(text);
    return syntax.matches()
        ? Optional.of(new PythonVersion(normalize(syntax), syntax.group("local")))
        : Optional.empty();
  }

  /**
   * Returns whether both name the same release: trailing zeros are ignored.
   *
   * @param other the other version
   * @return whether both are equal
   */
  public boolean isSameAs(PythonVersion other) {
    return withoutTrailingZeros().equals(other.withoutTrailingZeros());
  }

  /**
   * Returns whether this is a post-release.
   *
   * @return whether it has a number after "post"
   */
  public boolean isPostRelease() {
    return normalized.contains(".post");
  }

  /**
   * Returns the normal form with the local part.
   *
   * @return the version, such as {@code 1.0+local.1}
   */
  public String text() {
    return local == null
        ? normalized
        : normalized + "+" + local.toLowerCase(Locale.ROOT).replaceAll("[-_]", ".");
  }

  private String withoutTrailingZeros() {
    return normalized.replaceFirst("^((?:\\d+!)?\\d+(?:\\.\\d+)*?)(?:\\.0)+(?=\\D|$)", "$1");
  }

  private static String normalize(Matcher syntax) {
    StringBuilder normal = new StringBuilder();
    String epoch = number(syntax.group("epoch"));
    if (!epoch.equals("0")) {
      normal.append(epoch).append('!');
    }
    normal.append(
        Stream.of(syntax.group("release").split("\\."))
            .map(PythonVersion::number)
            .collect(Collectors.joining(".")));
    if (syntax.group("pre") != null) {
      normal.append(preRelease(syntax.group("pre"))).append(number(syntax.group("preNumber")));
    }
    if (syntax.group("implicitPost") != null) {
      normal.append(".post").append(number(syntax.group("implicitPost")));
    } else if (syntax.group("post") != null) {
      normal.append(".post").append(number(syntax.group("postNumber")));
    }
    if (syntax.group("dev") != null) {
      normal.append(".dev").append(number(syntax.group("devNumber")));
    }
    return normal.toString();
  }

  private static String preRelease(String letters) {
    String lower = letters.toLowerCase(Locale.ROOT);
    if (List.of("alpha", "a").contains(lower)) {
      return "a";
    }
    return List.of("beta", "b").contains(lower) ? "b" : "rc";
  }

  private static String number(@Nullable String digits) {
    return digits == null ? "0" : new BigInteger(digits).toString();
  }
}

package dev.trustedpublishing.repository.npm.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version by the rules of Semantic Versioning 2.0.0, without build metadata: npm drops it.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 * @param prerelease the identifiers after the hyphen; empty for a release
 */
public record PackageVersion(long major, long minor, long patch, List<String> prerelease)
    implements Comparable<PackageVersion> {
  /** The longest text that npm reads as a version. */
  private static final int MAX_LENGTH = 256;

  /** JavaScript's largest whole number. */
  private static final long MAX_SIZE = 9_007_199_254_740_991L;

  private static final String NUMBER = "(0|[1-9]\\d{0,15})";
  private static final String IDENTIFIER = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
  private static final Pattern FORM =
      Pattern.compile(
          "N\\.N\\.N(?:-(ID(?:\\.ID)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
              .replace("N", NUMBER)
              .replace("ID", IDENTIFIER));

  private static final Comparator<PackageVersion> BY_NUMBERS =
      Comparator.comparingLong(PackageVersion::major)
          .thenComparingLong(PackageVersion::minor)
          .thenComparingLong(PackageVersion::patch);

  /**
   * Reads a version as npm cleans it: {@code v1.0.0} becomes {@code 1.0.0}, and build metadata is
   * dropped.
   *
   * @param written the text
   * @return the version; empty if npm would reject it
   */
  public static Optional<PackageVersion> clean(String written) {
    String text = written.strip().replaceFirst("^[=v]+", "");
    Matcher form = FORM.matcher(text);
    if (written.length() > MAX_LENGTH || !form.matches()) {
      return Optional.empty();
    }
    PackageVersion version =
        new PackageVersion(
            Long.parseLong(form.group(1)),
            Long.parseLong(form.group(2)),
            Long.parseLong(form.group(3)),
            form.group(4) == null ? List.of() : List.of(form.group(4).split("\\.", -1)));
    boolean tooLarge = Math.max(version.major, Math.max(version.minor, version.patch)) > MAX_SIZE;
    return tooLarge ? Optional.empty() : Optional.of(version);
  }

  public boolean isPrerelease() {
    return !prerelease.isEmpty();
  }

  @Override
  public int compareTo(PackageVersion other) {
    int numbers = BY_NUMBERS.compare(this, other);
    if (numbers != 0) {
      return numbers;
    }
    if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
      // A release comes after its prereleases.
      return Boolean.compare(prerelease.isEmpty(), other.prerelease.isEmpty());
    }
    for (int i = 0; i < Math.min(prerelease.size(), other.prerelease.size()); i++) {
      int step = compare(prerelease.get(i), other.prerelease.get(i));
      if (step != 0) {
        return step;
      }
    }
    return Integer.compare(prerelease.size(), other.prerelease.size());
  }

  @Override
  public String toString() {
    String numbers = major + "." + minor + "." + patch;
    return prerelease.isEmpty() ? numbers : numbers + "-" + String.join(".", prerelease);
  }

  /** Numbers are ordered by value and come before words; words are ordered by their characters. */
  private static int compare(String a, String b) {
    boolean aIsNumber = a.matches("\\d+");
    boolean bIsNumber = b.matches("\\d+");
    if (aIsNumber && bIsNumber) {
      int length = Integer.compare(a.length(), b.length());
      return length == 0 ? a.compareTo(b) : length;
    }
    return aIsNumber == bIsNumber ? a.compareTo(b) : aIsNumber ? -1 : 1;
  }
}

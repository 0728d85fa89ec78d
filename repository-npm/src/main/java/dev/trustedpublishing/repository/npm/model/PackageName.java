package dev.trustedpublishing.repository.npm.model;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a package: {@code left-pad}, or {@code @acme/hello} within a scope.
 *
 * @param value the name as it is written
 */
public record PackageName(String value) {
  /** The rule of the registry for new packages (validate-npm-package-name). */
  private static final int MAX_LENGTH = 214;

  private static final Set<String> TAKEN = Set.of("node_modules", "favicon.ico");

  /** What JavaScript's encodeURIComponent leaves alone. */
  private static final Pattern URL_SAFE = Pattern.compile("[A-Za-z0-9\\-_.!~*'()]+");

  /**
   * Returns what is wrong with the name, by npm's own rules.
   *
   * @return the rule that it breaks; empty if it is good
   */
  public Optional<String> fault() {
    int slash = value.indexOf('/');
    boolean scoped = value.startsWith("@") && slash > 1;
    String name = scoped ? value.substring(slash + 1) : value;
    if (scoped && !URL_SAFE.matcher(value.substring(1, slash)).matches()) {
      return Optional.of("a scope of letters, digits, '-', '_', and '.' only");
    }
    if (!URL_SAFE.matcher(name).matches()) {
      return Optional.of(
          "letters, digits, '-', '_', and '.' only, with or without '@scope/' in front");
    }
    if (name.startsWith(".") || name.startsWith("_")) {
      return Optional.of("a name that does not start with '.' or '_'");
    }
    if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.of("a name other than node_modules and favicon.ico");
    }
    return value.length() > MAX_LENGTH
        ? Optional.of("at most " + MAX_LENGTH + " characters, found " + value.length())
        : Optional.empty();
  }

  /** Whether only packages that are older than today's rules are called like this. */
  public boolean isLegacy() {
    return !value.equals(value.toLowerCase(Locale.ROOT)) || value.matches(".*[~'!()*].*");
  }

  /** The scope with its {@code @}; empty for a name without one. */
  public Optional<String> scope() {
    int slash = value.indexOf('/');
    return value.startsWith("@") && slash > 0
        ? Optional.of(value.substring(0, slash))
        : Optional.empty();
  }

  /** The name without its scope. */
  public String withoutScope() {
    return value.substring(value.indexOf('/') + 1);
  }

  /** As npm puts it into a path: a literal {@code @}, and {@code %2f} in lower case. */
  public String escaped() {
    return value.replaceFirst("/", "%2f");
  }

  /** The package URL that provenance names it with: only the leading {@code @} is encoded. */
  public String purl(PackageVersion version) {
    return "pkg:npm/" + value.replaceFirst("^@", "%40") + "@" + version;
  }

  @Override
  public String toString() {
    return value;
  }
}

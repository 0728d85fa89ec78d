package dev.trustedpublishing.testkit.registry.npm.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * The name of a package, with its scope if it has one (validate-npm-package-name).
 *
 * <p>Immutable.
 *
 * @param value the name, unescaped
 */
public record PackageName(String value) {

  private static final int MAX_LENGTH = 214;
  private static final Set<String> RESERVED = Set.of("node_modules", "favicon.ico");
  private static final Pattern SHAPE = Pattern.compile("(@[^/%\\s@]+/)?[^/%\\s@]+");
  private static final Pattern NEW_PART = Pattern.compile("[a-z0-9~-][a-z0-9._~-]*");

  /**
   * Reads a name as npm writes it into an address: "literal @, lower-case %2f". All other spellings
   * are rejected, because it is unknown whether the real registry accepts them.
   *
   * @param segment the segment of the path
   * @return the name, or empty if the segment is not a name in this spelling
   */
  public static Optional<PackageName> escaped(String segment) {
    String value = segment.replaceFirst("%2f", "/");
    return Optional.of(new PackageName(value))
        .filter(name -> SHAPE.matcher(value).matches())
        .filter(name -> name.escaped().equals(segment));
  }

  /**
   * Reads a name in any spelling, as installers and people write it.
   *
   * @param segments the name, which may be percent-encoded
   * @return the name, or empty if it is not a name
   */
  public static Optional<PackageName> any(String segments) {
    String value = URLDecoder.decode(segments.replace("+", "%2B"), StandardCharsets.UTF_8);
    return SHAPE.matcher(value).matches() ? Optional.of(new PackageName(value)) : Optional.empty();
  }

  /**
   * Returns the name as npm writes it into an address.
   *
   * @return the name, with {@code %2f} for its slash
   */
  public String escaped() {
    return value.replaceFirst("/", "%2f");
  }

  /**
   * Returns whether the name has a scope.
   *
   * @return whether it has one
   */
  public boolean scoped() {
    return value.startsWith("@");
  }

  /** The name without its scope. */
  String bare() {
    return value.substring(value.indexOf('/') + 1);
  }

  /**
   * The rules for new packages; older ones may contain capitals.
   *
   * @return whether the name follows them
   */
  public boolean fitForNewPackage() {
    String scope = scoped() ? value.substring(1, value.indexOf('/')) : "scope";
    return value.length() <= MAX_LENGTH
        && NEW_PART.matcher(scope).matches()
        && NEW_PART.matcher(bare()).matches()
        && !RESERVED.contains(value);
  }

  /**
   * Returns the purl: "only a leading @ is encoded, as %40" (libnpmpublish, lib/provenance.js).
   *
   * @param version the version of the package
   * @return the purl of this version
   */
  public String purl(String version) {
    return "pkg:npm/" + value.replaceFirst("^@", "%40") + "@" + version;
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.trustedpublishing.testkit.pypi;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The rules for names of projects (PEP 503; what is a name at all: Warehouse,
 * forklift/metadata.py).
 */
final class ProjectName {

  private static final Pattern VALID =
      Pattern.compile("[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  private ProjectName() {}

  static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  /** As in addresses: lower case, and a hyphen for every run of separators. */
  static String normalize(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** As in file names: the same with underscores. */
  static String inFileNames(String name) {
    return normalize(name).replace('-', '_');
  }

  static boolean same(String one, String other) {
    return normalize(one).equals(normalize(other));
  }
}

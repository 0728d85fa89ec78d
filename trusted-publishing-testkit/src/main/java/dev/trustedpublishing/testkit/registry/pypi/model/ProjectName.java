package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.Locale;
import java.util.regex.Pattern;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * The rules for names of projects (PEP 503; what is a name at all: Warehouse,
 * forklift/metadata.py).
 */
public final class ProjectName {

  private static final Pattern VALID =
      Pattern.compile("[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  private ProjectName() {}

  public static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  /** As in addresses: lower case, and a hyphen for every run of separators. */
  public static String normalize(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** As in file names: the same with underscores. */
  public static String inFileNames(String name) {
    return normalize(name).replace('-', '_');
  }

  public static boolean same(String one, String other) {
    return normalize(one).equals(normalize(other));
  }
}

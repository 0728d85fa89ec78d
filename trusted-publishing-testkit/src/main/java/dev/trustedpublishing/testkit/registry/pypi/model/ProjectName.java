package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.Locale;
import java.util.regex.Pattern;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * The rules for names of projects (PEP 503; which names are valid: Warehouse,
 * forklift/metadata.py).
 *
 * <p>Stateless, thread-safe.
 */
public final class ProjectName {

  private static final Pattern VALID =
      Pattern.compile("[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  private ProjectName() {}

  /**
   * Returns whether a text is a valid project name.
   *
   * @param name the text
   * @return whether it is one
   */
  public static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  /**
   * Returns the form in addresses: lower case, with a hyphen for every run of separators.
   *
   * @param name the name of a project
   * @return the normalized name
   */
  public static String normalize(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the form in file names: the same with underscores.
   *
   * @param name the name of a project
   * @return the name in the form of file names
   */
  public static String inFileNames(String name) {
    return normalize(name).replace('-', '_');
  }

  /**
   * Returns whether two names denote the same project.
   *
   * @param one a name
   * @param other another name
   * @return whether they are the same once normalized
   */
  public static boolean same(String one, String other) {
    return normalize(one).equals(normalize(other));
  }
}

package dev.trustedpublishing.repository.pypi.metadata;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a project, in the three spellings that are in use (PEP 503, 625 and 427).
 *
 * @param written the name in its metadata
 */
public record ProjectName(String written) {
  private static final Pattern VALID =
      Pattern.compile("[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  /** Returns whether a registry accepts the name (Warehouse, forklift/metadata.py). */
  public boolean isValid() {
    return VALID.matcher(written).matches();
  }

  /** Returns the name in the form of URLs: {@code sample-project}. */
  public String normalized() {
    return SEPARATORS.matcher(written.toLowerCase(Locale.ROOT)).replaceAll("-");
  }

  /** Returns the name in the form of file names: {@code sample_project}. */
  public String escaped() {
    return SEPARATORS.matcher(written.toLowerCase(Locale.ROOT)).replaceAll("_");
  }

  /** Returns whether both denote the same project. */
  public boolean isSameAs(ProjectName other) {
    return normalized().equals(other.normalized());
  }

  @Override
  public String toString() {
    return written;
  }
}

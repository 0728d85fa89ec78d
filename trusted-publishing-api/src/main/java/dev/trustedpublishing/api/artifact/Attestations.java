package dev.trustedpublishing.api.artifact;

import java.util.Locale;

/**
 * What becomes of attestations that were made already and lie beside the files. Making them is
 * another matter.
 */
public enum Attestations {
  /** They are left where they are. */
  NONE,
  /** Those that are there are checked and sent. */
  AUTO,
  /** As {@link #AUTO}, and a file without one is refused before anything is sent. */
  REQUIRED;

  /**
   * Returns the name as options have it.
   *
   * @return lower case: {@code auto}
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

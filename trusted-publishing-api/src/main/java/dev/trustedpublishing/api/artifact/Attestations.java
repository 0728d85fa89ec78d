package dev.trustedpublishing.api.artifact;

import java.util.Locale;

/** How existing attestations next to the files are handled. */
public enum Attestations {
  /** They are ignored. */
  NONE,
  /** Existing ones are validated and sent. */
  AUTO,
  /** As {@link #AUTO}, and a file without one is rejected before anything is sent. */
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

package dev.trustedpublishing.api.artifact;

import java.util.Locale;

/** Whether files are published with attestations: existing ones next to them, or new ones. */
public enum Attestations {
  /** Existing ones are ignored, and none are made. */
  NONE,
  /**
   * Existing ones are validated and sent. Missing ones are made if an attestor is present and the
   * CI system, the registry, and the visibility of the repository allow it; a failure is a warning.
   */
  AUTO,
  /** A file without one, and for which none can be made, is rejected before anything is sent. */
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

package dev.trustedpublishing.core.report;

import java.util.Locale;

/** What became of one artifact. Each planned artifact ends in exactly one of these. */
public enum ArtifactState {
  /** The registry took it in this run. */
  PUBLISHED,
  /** The registry had the very same bytes already. */
  ALREADY_PUBLISHED,
  /** It is not published, and it is known why. */
  REJECTED,
  /** It was sent, and nobody knows whether it arrived: neither a success nor a failure. */
  UNKNOWN,
  /** It was not sent, because something before it failed. */
  NOT_ATTEMPTED;

  /**
   * Tells whether the registry has the artifact, for certain.
   *
   * @return true for published and already there
   */
  public boolean isPublished() {
    return this == PUBLISHED || this == ALREADY_PUBLISHED;
  }

  /** The state's name in events and reports: lower case, with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

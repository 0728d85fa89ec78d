package dev.trustedpublishing.core.report;

/** What became of one artifact. Each planned artifact ends in exactly one of these. */
public enum ArtifactState {
  /** The registry took it in this run. */
  PUBLISHED("published"),
  /** The registry had the very same bytes already. */
  ALREADY_PUBLISHED("already-there"),
  /** It is not published, and it is known why. */
  REJECTED("rejected"),
  /** It was sent, and nobody knows whether it arrived: neither a success nor a failure. */
  UNKNOWN("unknown"),
  /** It was not sent, because something before it failed. */
  NOT_ATTEMPTED("not-attempted");

  private final String id;

  ArtifactState(String id) {
    this.id = id;
  }

  /**
   * Tells whether the registry has the artifact, for certain.
   *
   * @return true for published and already published
   */
  public boolean isPublished() {
    return this == PUBLISHED || this == ALREADY_PUBLISHED;
  }

  /** The state's name in events and reports, which stays as it is. */
  @Override
  public String toString() {
    return id;
  }
}

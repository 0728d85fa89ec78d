package dev.trustedpublishing.core.report;

/** The final state of an artifact. Each planned artifact ends in exactly one. */
public enum ArtifactState {
  /** The registry accepted it in this run. */
  PUBLISHED("published"),
  /** The registry already had the same bytes. */
  ALREADY_PUBLISHED("already-there"),
  /** It is not published, for a known reason. */
  REJECTED("rejected"),
  /** It was sent, and the outcome is unknown: neither a success nor a failure. */
  UNKNOWN("unknown"),
  /** It was not sent, because of an earlier failure. */
  NOT_ATTEMPTED("not-attempted");

  private final String id;

  ArtifactState(String id) {
    this.id = id;
  }

  /**
   * Returns whether the registry certainly has the artifact.
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

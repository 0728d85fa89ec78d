package dev.trustedpublishing.api;

/** The category of an error, which determines the exit code of a command. */
public enum ErrorCategory {
  /** The caller's input is invalid; nothing was sent. */
  USAGE("usage", 2),
  /** No usable identity token is available. */
  IDENTITY("identity", 3),
  /** The registry rejected the identity. */
  EXCHANGE("exchange", 4),
  /** The registry rejected the artifact, or would reject it. */
  PUBLISH("publish", 5),
  /** It may work later; all retries failed. */
  TEMPORARY("temporary", 6),
  /** Sent, no response, and the registry could not be queried. Neither success nor failure. */
  OUTCOME_UNKNOWN("publish", 7),
  /** The library violated one of its own rules. */
  INTERNAL("internal", 70);

  private final String prefix;
  private final int exitCode;

  ErrorCategory(String prefix, int exitCode) {
    this.prefix = prefix;
    this.exitCode = exitCode;
  }

  /**
   * Returns the prefix of the codes of this category.
   *
   * @return the part before the dot
   */
  public String prefix() {
    return prefix;
  }

  /**
   * Returns the exit code of a command that ends with this error.
   *
   * @return 2 to 7, or 70
   */
  public int exitCode() {
    return exitCode;
  }
}

package dev.trustedpublishing.api;

/** The class of an error: whose turn it is now, and with which exit code a command ends. */
public enum ErrorCategory {
  /** The caller's input is wrong; nothing was sent. */
  USAGE("usage", 2),
  /** There is no usable identity token. */
  IDENTITY("identity", 3),
  /** The registry said no to the identity. */
  EXCHANGE("exchange", 4),
  /** The registry says no, or would say no, to the artifact. */
  PUBLISH("publish", 5),
  /** It could work later; the attempts are used up. */
  TEMPORARY("temporary", 6),
  /** Sent, not answered, and the registry could not be asked. Neither success nor failure. */
  OUTCOME_UNKNOWN("publish", 7),
  /** The library broke one of its own rules. */
  INTERNAL("internal", 70);

  private final String prefix;
  private final int exitCode;

  ErrorCategory(String prefix, int exitCode) {
    this.prefix = prefix;
    this.exitCode = exitCode;
  }

  /**
   * Returns what the codes of this category start with.
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

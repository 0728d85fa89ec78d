package dev.trustedpublishing.testkit.registry.pypi.model;

/**
 * The registry rejects an upload: a status, and the message that real PyPI puts after it.
 * Immutable.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The HTTP status. */
  private final int status;

  /**
   * Creates a rejection.
   *
   * @param status the HTTP status
   * @param message the message that follows the status
   */
  public Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /**
   * Rejects an upload that breaks a rule.
   *
   * @param message the rule
   * @return the rejection, with status 400
   */
  public static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  /**
   * Rejects an upload that the token does not permit.
   *
   * @param message why not
   * @return the rejection, with status 403
   */
  public static Refusal forbidden(String message) {
    return new Refusal(403, message);
  }

  /**
   * Returns the HTTP status.
   *
   * @return the status
   */
  public int status() {
    return status;
  }

  /**
   * Returns the message.
   *
   * @return the message that follows the status
   */
  public String text() {
    return String.valueOf(getMessage());
  }
}

package dev.trustedpublishing.testkit.registry.pypi.model;

/**
 * The registry rejects an upload: a status, and the message that real PyPI puts after it.
 * Immutable.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  public Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  public static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  public static Refusal forbidden(String message) {
    return new Refusal(403, message);
  }

  public int status() {
    return status;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}

package dev.trustedpublishing.core.http.body;

/** What a body was read from, who listened to its progress, or who read the answer, failed. */
public final class SourceFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Throwable reason;

  public SourceFailed(Throwable reason) {
    super(reason);
    this.reason = reason;
  }

  public Throwable reason() {
    return reason;
  }
}

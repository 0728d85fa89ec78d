package dev.trustedpublishing.core.transport;

/** What a body was read from, who listened to its progress, or who read the answer, failed. */
final class SourceFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Throwable reason;

  SourceFailed(Throwable reason) {
    super(reason);
    this.reason = reason;
  }

  Throwable reason() {
    return reason;
  }
}

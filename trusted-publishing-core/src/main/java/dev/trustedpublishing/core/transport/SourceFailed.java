package dev.trustedpublishing.core.transport;

/** What a body was read from, or who listened to its progress, failed: not the network. */
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

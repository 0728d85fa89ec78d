package dev.trustedpublishing.core.transport;

import java.io.IOException;
import java.time.Duration;

/** The time for one phase is over. */
final class LimitExceeded extends IOException {
  private static final long serialVersionUID = 1L;

  private final Exchange.Phase phase;
  private final Duration limit;

  LimitExceeded(Exchange.Phase phase, Duration limit) {
    super("time is over after " + limit);
    this.phase = phase;
    this.limit = limit;
  }

  Exchange.Phase phase() {
    return phase;
  }

  Duration limit() {
    return limit;
  }
}

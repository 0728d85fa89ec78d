package dev.trustedpublishing.core.http.connection;

import java.io.IOException;
import java.time.Duration;

/** The time for one phase is over. */
public final class LimitExceeded extends IOException {
  private static final long serialVersionUID = 1L;

  private final HttpExchange.Phase phase;
  private final Duration limit;

  LimitExceeded(HttpExchange.Phase phase, Duration limit) {
    super("time is over after " + limit);
    this.phase = phase;
    this.limit = limit;
  }

  public HttpExchange.Phase phase() {
    return phase;
  }

  public Duration limit() {
    return limit;
  }
}

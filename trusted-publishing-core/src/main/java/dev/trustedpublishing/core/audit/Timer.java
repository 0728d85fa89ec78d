package dev.trustedpublishing.core.audit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures durations with a monotonic clock, independent of changes of the wall clock. */
public record Timer(LongSupplier nanoTime, long start) {
  static Timer start(LongSupplier nanoTime) {
    return new Timer(nanoTime, nanoTime.getAsLong());
  }

  public Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}

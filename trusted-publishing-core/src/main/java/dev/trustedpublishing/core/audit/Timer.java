package dev.trustedpublishing.core.audit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures with a monotonic clock, so that a wall clock that jumps does not matter. */
public record Timer(LongSupplier nanoTime, long start) {
  static Timer start(LongSupplier nanoTime) {
    return new Timer(nanoTime, nanoTime.getAsLong());
  }

  public Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}

package dev.trustedpublishing.core;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures with a monotonic clock, so that a wall clock that jumps does not matter. */
record Stopwatch(LongSupplier nanoTime, long start) {
  static Stopwatch start(LongSupplier nanoTime) {
    return new Stopwatch(nanoTime, nanoTime.getAsLong());
  }

  Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}

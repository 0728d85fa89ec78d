package dev.trustedpublishing.core;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How much waiting a whole run may do: so many further attempts over all calls, and so much time
 * until the last one starts. Keeps a dead registry from costing every file its own attempts.
 * Thread-safe.
 */
final class RetryBudget {
  static final int USUAL_RETRIES = 20;
  static final Duration USUAL_TIME = Duration.ofMinutes(30);

  private final LongSupplier nanoTime;
  private final long end;
  private final AtomicInteger retries;

  RetryBudget(Duration time, int retries, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.end = nanoTime.getAsLong() + time.toNanos();
    this.retries = new AtomicInteger(retries);
  }

  /** A budget of its own for one call, by the same clock. */
  RetryBudget forOneCall(Duration time, int attempts) {
    return new RetryBudget(time, attempts, nanoTime);
  }

  /** Takes one further attempt out of the budget, if the wait before it fits. */
  boolean takeRetryAfter(Duration delay) {
    boolean fits = end - nanoTime.getAsLong() - delay.toNanos() > 0;
    return fits && retries.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }
}

package dev.trustedpublishing.core.retry;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much trying again may cost: so many further attempts, and so much time. Thread-safe.
 *
 * <p>A run has one over all its calls, which counts the waits and not the bytes: a slow upload must
 * not use up the attempts of the next file. Keeps a dead registry from costing every file its own
 * attempts. Each call has one of its own, by the clock.
 */
public final class RetryBudget {
  public static final int USUAL_RETRIES = 20;
  public static final Duration USUAL_TIME = Duration.ofMinutes(30);

  private final long nanos;
  private final LongSupplier nanoTime;
  private final LongSupplier spent;
  private int retries;
  private long waited;

  private RetryBudget(Duration time, int retries, LongSupplier nanoTime, LongSupplier spent) {
    this.nanos = time.toNanos();
    this.retries = retries;
    this.nanoTime = nanoTime;
    this.spent = spent;
  }

  /** The budget of a run: its time is spent by waiting. */
  public static RetryBudget ofWaits(Duration time, int retries, LongSupplier nanoTime) {
    return new RetryBudget(time, retries, nanoTime, () -> 0);
  }

  /** A budget for one call: its time is spent from now on, whatever happens. */
  public RetryBudget forOneCall(Duration time, int attempts) {
    long start = nanoTime.getAsLong();
    return new RetryBudget(time, attempts, nanoTime, () -> nanoTime.getAsLong() - start);
  }

  /** Takes one further attempt out of the budget, if the wait before it fits. */
  public synchronized boolean takeRetryAfter(Duration delay) {
    if (retries == 0 || !takeWait(delay)) {
      return false;
    }
    retries--;
    return true;
  }

  /** Takes a wait out of the budget, if it fits. */
  synchronized boolean takeWait(Duration wait) {
    long after = Math.max(waited, spent.getAsLong()) + wait.toNanos();
    if (after > nanos) {
      return false;
    }
    waited += wait.toNanos();
    return true;
  }
}

package dev.trustedpublishing.core.retry;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The limit for retries: a number of attempts, and a duration. Thread-safe.
 *
 * <p>A run has one budget over all its calls, which counts waits, not bytes: a slow upload must not
 * use up the retries of the next file. It prevents an unavailable registry from using all attempts
 * for every file. Each call has its own budget, by the clock.
 */
public final class RetryBudget {
  public static final int DEFAULT_RETRIES = 20;
  public static final Duration DEFAULT_TIME = Duration.ofMinutes(30);

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

  /** Returns a time that a caller chose, if it is possible. */
  public static Duration checked(Duration time) {
    if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "The time limit for retries must be between 0 and 24 hours, found " + time + ".");
    }
    return time;
  }

  /** The budget of a run: only waits use its time. No time is no retry, not even without a wait. */
  public static RetryBudget ofWaits(Duration time, int retries, LongSupplier nanoTime) {
    return new RetryBudget(time, time.isZero() ? 0 : retries, nanoTime, () -> 0);
  }

  /** A budget for one call: its time starts now. */
  public RetryBudget forOneCall(Duration time, int attempts) {
    long start = nanoTime.getAsLong();
    return new RetryBudget(time, attempts, nanoTime, () -> nanoTime.getAsLong() - start);
  }

  /** Uses one retry of the budget, if the wait before it fits. */
  public synchronized boolean takeRetryAfter(Duration delay) {
    if (retries == 0 || !takeWait(delay)) {
      return false;
    }
    retries--;
    return true;
  }

  /** Uses time of the budget for a wait, if it fits. */
  synchronized boolean takeWait(Duration wait) {
    long after = Math.max(waited, spent.getAsLong()) + wait.toNanos();
    if (after > nanos) {
      return false;
    }
    waited += wait.toNanos();
    return true;
  }
}

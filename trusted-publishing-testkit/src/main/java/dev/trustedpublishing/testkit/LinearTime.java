package dev.trustedpublishing.testkit;

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/**
 * Shows that the time of a parser grows with its input and not faster: twice the input, twice the
 * time. What a stranger sends can't make it hang then.
 *
 * <p>Stateless, thread-safe.
 */
public final class LinearTime {
  private static final int RUNS = 3;
  private static final int DOUBLINGS = 3;

  /** A busy machine may slow down one measurement; quadratic time is never linear. */
  private static final int ATTEMPTS = 3;

  /** Of the eightfold input; it is 64 if the time is quadratic. */
  private static final double MAX_GROWTH = 30;

  /** Less can't be measured. */
  private static final long MIN_NANOS = 2_000_000;

  private LinearTime() {}

  /**
   * Doubles an input three times. Measures processor time, which other processes do not change.
   *
   * @param length the length of the first input
   * @param parser parses an input of a length
   * @throws AssertionError if the time grows faster than the input
   */
  public static void require(int length, IntConsumer parser) {
    long first = 0;
    long last = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      first = Math.max(MIN_NANOS, nanos(length, parser));
      last = nanos(length << DOUBLINGS, parser);
      if (last <= MAX_GROWTH * first) {
        return;
      }
    }
    throw new AssertionError(
        "%s times the input took %s ns, after %s ns".formatted(1 << DOUBLINGS, last, first));
  }

  private static long nanos(int length, IntConsumer parser) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      parser.accept(length);
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
    }
    return best;
  }
}

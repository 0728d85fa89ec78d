package dev.trustedpublishing.core;

import dev.trustedpublishing.core.retry.Timing;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** For the tests of other modules: a publisher that draws its waits from a seed and makes none. */
public final class WithoutWaiting {
  private WithoutWaiting() {}

  /**
   * Changes a publisher.
   *
   * @param random the source of jitter
   * @param waits receives of every wait that was decided
   * @param nanoTime the clock that durations are measured with
   */
  public static TrustedPublisherBuilder apply(
      TrustedPublisherBuilder builder,
      RandomGenerator random,
      Consumer<Duration> waits,
      LongSupplier nanoTime) {
    UnaryOperator<Duration> noWait =
        wait -> {
          waits.accept(wait);
          return Duration.ZERO;
        };
    return builder.timing(usual -> new Timing(random, noWait, Duration.ofSeconds(30), nanoTime));
  }
}

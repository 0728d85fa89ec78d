package dev.trustedpublishing.core.retry;

import dev.trustedpublishing.core.audit.AuditTrail;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * How a run measures and spends time; tests replace parts of it. Immutable.
 *
 * @param random the source of jitter
 * @param pause converts the scheduled wait to the actual wait
 * @param patience the time limit for the sinks at the end of a run
 * @param nanoTime the clock of durations
 */
public record Timing(
    RandomGenerator random,
    UnaryOperator<Duration> pause,
    Duration patience,
    LongSupplier nanoTime) {

  /** Returns what runs use outside of tests. */
  public static Timing usual() {
    // Not RandomGenerator.getDefault(), which uses the context class loader.
    return new Timing(
        new Random(), UnaryOperator.identity(), AuditTrail.DEFAULT_PATIENCE, System::nanoTime);
  }

  public Timing withRandom(RandomGenerator replacement) {
    return new Timing(replacement, pause, patience, nanoTime);
  }

  public Timing withPause(UnaryOperator<Duration> replacement) {
    return new Timing(random, replacement, patience, nanoTime);
  }

  public Timing withPatience(Duration replacement) {
    return new Timing(random, pause, replacement, nanoTime);
  }

  public Timing withNanoTime(LongSupplier replacement) {
    return new Timing(random, pause, patience, replacement);
  }
}

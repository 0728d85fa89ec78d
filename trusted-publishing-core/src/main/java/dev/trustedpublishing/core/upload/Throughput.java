package dev.trustedpublishing.core.upload;

import java.time.Duration;

/** The upload rate of a run so far, to estimate the duration of the next file. Thread-safe. */
public final class Throughput {
  /** Smaller files measure the response time of the registry, not the connection: 1 MiB. */
  static final long LEAST_TELLING = 1 << 20;

  private long bytes;
  private double seconds;

  /** Records a completed upload, alone or in parallel with others. */
  public synchronized void observe(long size, Duration took) {
    if (size >= LEAST_TELLING) {
      bytes += size;
      seconds += took.toNanos() / 1e9;
    }
  }

  /** Returns the expected duration of an upload; empty before the first completed one. */
  public synchronized Duration expected(long size) {
    if (bytes == 0) {
      return Duration.ZERO;
    }
    return Duration.ofMillis((long) Math.ceil(1_000 * (seconds / bytes) * size));
  }
}

package dev.trustedpublishing.core.upload;

import java.time.Duration;

/**
 * How fast the files of one run went up so far, from which follows how long the next one will take.
 * Thread-safe.
 */
public final class Throughput {
  /** Smaller files tell how slow the registry answers, not how fast the connection is: 1 MiB. */
  static final long LEAST_TELLING = 1 << 20;

  private long bytes;
  private double seconds;

  /** One file went up, alone or beside others. */
  public synchronized void observe(long size, Duration took) {
    if (size >= LEAST_TELLING) {
      bytes += size;
      seconds += seconds(took);
    }
  }

  /** How long a file will take; nothing as long as nothing was seen. */
  public synchronized Duration expected(long size) {
    if (bytes == 0) {
      return Duration.ZERO;
    }
    return Duration.ofMillis((long) Math.ceil(1_000 * (seconds / bytes) * size));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}

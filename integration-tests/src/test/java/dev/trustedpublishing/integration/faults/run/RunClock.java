package dev.trustedpublishing.integration.faults.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The monotonic clock of a run, which continues only by what the run decides to wait, and by what
 * calls take that wait for a time limit. Thread-safe; what several threads wait for is added up.
 */
final class RunClock {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();

  public long nanoTime() {
    return nanos.get();
  }

  /** A wait that is not made. */
  void decided(Duration wait) {
    waits.add(wait);
    nanos.addAndGet(wait.toNanos());
  }

  /** A call that ended by a limit, which is short here. */
  void endedBy(Duration limit) {
    calls.addAndGet(limit.toNanos());
    nanos.addAndGet(limit.toNanos());
  }

  public List<Duration> waits() {
    return List.copyOf(waits);
  }

  /** The sum of what {@link #endedBy} received. */
  public Duration calls() {
    return Duration.ofNanos(calls.get());
  }
}

package dev.trustedpublishing.core;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** The active runs of one publisher, so that closing it leaves no API token valid. Thread-safe. */
final class ActiveRuns {
  /** The time limit for revoking the tokens of an interrupted run. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Set<Thread> threads = new HashSet<>();
  private final Set<Thread> ended = new HashSet<>();
  private boolean closed;

  /** Executes a run on this thread. */
  <T> T around(Supplier<T> run) {
    Thread thread = Thread.currentThread();
    if (!enter(thread)) {
      // A listener that publishes during a run: the outer run stands for both.
      return run.get();
    }
    try {
      return run.get();
    } finally {
      leave(thread);
    }
  }

  /** Interrupts the runs of other threads and waits for their end, within a limit. */
  synchronized void end() {
    closed = true;
    for (Thread thread : threads) {
      if (thread != Thread.currentThread() && ended.add(thread)) {
        thread.interrupt();
      }
    }
    long deadline = System.nanoTime() + GRACE.toNanos();
    try {
      long left = GRACE.toMillis();
      while (!ended.isEmpty() && left > 0) {
        wait(left);
        left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      }
    } catch (InterruptedException e) {
      // The closing thread was interrupted too: the remaining tokens expire.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean enter(Thread thread) {
    if (threads.contains(thread)) {
      return false;
    }
    if (closed) {
      throw Problem.of(ErrorCode.TEMPORARY_INTERRUPTED, "This publisher is closed.")
          .expected("an open publisher")
          .remedy("Build a new publisher, and close it after its last run.")
          .toException(Stage.PLAN);
    }
    return threads.add(thread);
  }

  private synchronized void leave(Thread thread) {
    threads.remove(thread);
    if (ended.remove(thread)) {
      // This class caused the interrupt, so the caller's thread must not see it.
      Thread.interrupted();
      notifyAll();
    }
  }
}

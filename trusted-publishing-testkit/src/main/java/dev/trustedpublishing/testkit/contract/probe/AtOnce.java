package dev.trustedpublishing.testkit.contract.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the same code on several threads. They wait for each other at the first use of the context,
 * so that a value that one thread wrote to a field is overwritten before it is read.
 */
public final class AtOnce {
  public static final int THREADS = 4;

  private final CyclicBarrier meeting = new CyclicBarrier(THREADS);
  private final ThreadLocal<Boolean> met = ThreadLocal.withInitial(() -> false);

  /** Waits for the others, once in each thread. */
  public void meet() {
    if (met.get()) {
      return;
    }
    met.set(true);
    try {
      meeting.await(10, TimeUnit.SECONDS);
    } catch (BrokenBarrierException | TimeoutException e) {
      // Code that never uses the context can't wait for the other threads.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public <T> List<T> run(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}

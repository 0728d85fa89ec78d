package dev.trustedpublishing.core.upload;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The threads of a run; only the caller's thread if one is enough. */
public final class UploadExecutor implements Executor, AutoCloseable {
  private final @Nullable ExecutorService pool;

  private UploadExecutor(@Nullable ExecutorService pool) {
    this.pool = pool;
  }

  /**
   * Processes elements in their order, several at a time; see {@link #work}. None is started after
   * an interrupt.
   *
   * @param atATime the most elements that are processed at a time
   * @param task processes one element
   */
  public static <T> void forEach(Collection<T> elements, int atATime, Consumer<T> task) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    Queue<T> waiting = new ConcurrentLinkedQueue<>(elements);
    work(
        Math.min(atATime, elements.size()),
        () -> {
          T next = waiting.poll();
          while (next != null && !Thread.currentThread().isInterrupted()) {
            task.accept(next);
            next = waiting.poll();
          }
        },
        waiting::clear);
  }

  /**
   * Works on several threads, or on this one if one is enough, and returns when all have ended. An
   * interrupt of this thread interrupts them, and is kept.
   *
   * @param workers the number of threads
   * @param work takes tasks until there is none
   * @param stop removes the tasks that wait, after an interrupt or an exception
   */
  public static void work(int workers, Runnable work, Runnable stop) {
    CountDownLatch working = new CountDownLatch(workers);
    AtomicReference<@Nullable Throwable> crash = new AtomicReference<>();
    Runnable worker =
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            // Reported by the calling thread, after the others have ended.
            crash.compareAndSet(null, e);
            stop.run();
          } finally {
            working.countDown();
          }
        };
    // If there are several, none on this thread: it must notice an interrupt while they work.
    try (UploadExecutor threads = forUploads(workers)) {
      for (int i = 0; i < workers; i++) {
        threads.execute(worker);
      }
      threads.awaitEnd(working, stop);
    }
    rethrow(crash.get());
  }

  private static UploadExecutor forUploads(int atATime) {
    return atATime <= 1 ? new UploadExecutor(null) : named("trusted-publishing-upload-");
  }

  public static UploadExecutor forRevocations() {
    return named("trusted-publishing-revoke-");
  }

  private static UploadExecutor named(String name) {
    AtomicInteger number = new AtomicInteger();
    return on(task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
  }

  static UploadExecutor on(ThreadFactory threads) {
    // Never queues, so that an interrupt finds every task on a thread.
    return new UploadExecutor(Executors.newCachedThreadPool(threads));
  }

  @Override
  public void execute(Runnable task) {
    if (pool == null) {
      task.run();
      return;
    }
    try {
      pool.execute(task);
    } catch (OutOfMemoryError noThread) {
      // The system has no more threads, so the caller's thread runs the task.
      task.run();
    }
  }

  private void awaitEnd(CountDownLatch working, Runnable stop) {
    boolean interrupted = false;
    while (working.getCount() > 0) {
      try {
        working.await();
      } catch (InterruptedException e) {
        // The interrupt ends the tasks; the flag is restored after the last one.
        interrupted = true;
        stop.run();
        if (pool != null) {
          pool.shutdownNow();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(@Nullable Throwable crash) {
    if (crash instanceof Error error) {
      throw error;
    }
    if (crash instanceof RuntimeException exception) {
      throw exception;
    }
    if (crash != null) {
      throw new IllegalStateException(crash);
    }
  }

  /** Ends the threads, which are idle. */
  @Override
  public void close() {
    if (pool == null) {
      return;
    }
    pool.shutdown();
    try {
      pool.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

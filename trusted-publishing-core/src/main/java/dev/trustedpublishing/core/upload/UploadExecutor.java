package dev.trustedpublishing.core.upload;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The upload threads; only the caller's thread for sequential uploads. */
public final class UploadExecutor implements Executor, AutoCloseable {
  private final @Nullable ExecutorService pool;

  private UploadExecutor(@Nullable ExecutorService pool) {
    this.pool = pool;
  }

  public static UploadExecutor forUploads(int atATime) {
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

  /** Interrupts the running tasks. No task may be started afterwards. */
  public void interrupt() {
    if (pool != null) {
      pool.shutdownNow();
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

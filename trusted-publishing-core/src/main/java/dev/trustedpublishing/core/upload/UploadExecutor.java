package dev.trustedpublishing.core.upload;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The upload threads; only the caller's own for sequential uploads. */
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
      // So Java says that there are as many threads as may be: then the caller does it alone.
      task.run();
    }
  }

  /** Interrupts what is running. Nothing may be started afterwards. */
  public void interrupt() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }

  /** Ends the threads, which have nothing to do any more. */
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

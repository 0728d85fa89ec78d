package dev.trustedpublishing.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands things to a receiver that is not ours, in order, on a thread of its own: whoever sends
 * never waits and never sees what the receiver throws. What does not fit into the queue, or finds
 * no thread, is dropped and counted. The thread starts with the first thing and ends with the
 * courier, or when nothing was sent for a while. Thread-safe.
 */
final class Courier<T> {
  private static final long IDLE_SECONDS = 1;

  private final Consumer<? super T> receiver;
  private final ThreadPoolExecutor thread;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

  /**
   * Creates a courier.
   *
   * @param name the thread's name
   * @param room how many things may wait
   * @param receiver takes them
   */
  Courier(String name, int room, Consumer<? super T> receiver) {
    this(task -> daemon(task, name), room, receiver);
  }

  Courier(ThreadFactory threads, int room, Consumer<? super T> receiver) {
    this.receiver = receiver;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(room),
            threads,
            (task, pool) -> missed.incrementAndGet());
    thread.allowCoreThreadTimeOut(true);
  }

  void send(T thing) {
    try {
      thread.execute(() -> hand(thing));
    } catch (OutOfMemoryError noThread) {
      // So Java says that there are as many threads as may be.
      missed.incrementAndGet();
    }
  }

  /** Takes nothing more; what waits is still handed over. */
  void close() {
    thread.shutdown();
  }

  /**
   * Waits after {@link #close} until everything is handed over. A receiver that is not ready by
   * then is interrupted, and misses the rest.
   *
   * @throws InterruptedException if the caller is interrupted meanwhile; may be called again
   */
  void await(Duration patience) throws InterruptedException {
    if (!thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      // The one that it is at has not arrived either.
      int stuck = thread.getActiveCount();
      missed.addAndGet(stuck + thread.shutdownNow().size());
    }
  }

  /** What went wrong so far, in words; empty if nothing did. */
  Optional<String> fault() {
    Throwable thrown = first.get();
    if (thrown == null && missed.get() == 0) {
      return Optional.empty();
    }
    String threw =
        thrown == null
            ? ""
            : "threw " + thrown.getClass().getSimpleName() + ", " + times(failed.get());
    String late = missed.get() == 0 ? "" : "was too slow for " + missed.get();
    return Optional.of(threw + (threw.isEmpty() || late.isEmpty() ? "" : "; ") + late);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  private void hand(T thing) {
    try {
      receiver.accept(thing);
    } catch (Throwable e) {
      failed.incrementAndGet();
      first.compareAndSet(null, e);
    }
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }
}

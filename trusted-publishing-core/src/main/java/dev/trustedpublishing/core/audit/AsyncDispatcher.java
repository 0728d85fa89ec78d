package dev.trustedpublishing.core.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands things to a receiver that is not ours, in order, on a thread of its own: whoever sends
 * never waits and never sees what the receiver throws. What does not fit into the queue is dropped
 * and counted. What is sent within {@value #GATHER_MILLIS} ms is handed over at once, because to
 * wake a thread costs the sender more than everything else here. The thread starts with the first
 * thing, or with a later one where the system gives none, and ends with the courier, or when
 * nothing was sent for a while. Thread-safe.
 */
final class AsyncDispatcher<T> {
  private static final long GATHER_MILLIS = 10;
  private static final long IDLE_SECONDS = 1;

  /** Who gets the things. */
  @FunctionalInterface
  interface Receiver<T> {
    void take(T thing);

    /** Nothing more waits for now. */
    default void rest() {}
  }

  private final Receiver<? super T> receiver;
  private final BlockingQueue<T> waiting;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean called = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
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
  AsyncDispatcher(String name, int room, Receiver<? super T> receiver) {
    this(task -> daemon(task, name), room, receiver);
  }

  AsyncDispatcher(ThreadFactory threads, int room, Receiver<? super T> receiver) {
    this.receiver = receiver;
    this.waiting = new LinkedBlockingQueue<>(room);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads,
            new ThreadPoolExecutor.DiscardPolicy());
    thread.allowCoreThreadTimeOut(true);
  }

  void send(T thing) {
    if (closed.getCount() == 0 || !waiting.offer(thing)) {
      missed.incrementAndGet();
    } else if (called.compareAndSet(false, true)) {
      try {
        thread.execute(this::deliver);
      } catch (OutOfMemoryError noThread) {
        // So Java says that there are as many threads as may be: whoever sends next tries again.
        called.set(false);
      }
    }
  }

  /** Takes nothing more; what waits is handed over at once. */
  void close() {
    closed.countDown();
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
      missed.addAndGet(thread.getActiveCount());
    }
    missed.addAndGet(waiting.drainTo(new ArrayList<>()));
    thread.shutdownNow();
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

  private void deliver() {
    gather();
    // From here on whoever sends calls again.
    called.set(false);
    for (T thing = waiting.poll(); thing != null; thing = waiting.poll()) {
      T next = thing;
      attempt(() -> receiver.take(next));
    }
    attempt(receiver::rest);
  }

  /** Lets some more come; the end of the courier ends the wait. */
  private void gather() {
    try {
      closed.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(Runnable delivery) {
    try {
      delivery.run();
    } catch (Throwable e) {
      failed.incrementAndGet();
      first.compareAndSet(null, e);
    }
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }
}

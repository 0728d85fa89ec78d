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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers items to an external receiver, in order, on a separate thread: the sender never waits
 * and never sees the receiver's exceptions. Items that do not fit into the queue are dropped and
 * counted. Items sent within {@value #GATHER_MILLIS} ms are delivered together, because waking a
 * thread is the sender's largest cost. The thread starts with the first item, or with a later one
 * if the system has no more threads, and ends with the dispatcher, or after a while without items.
 * Thread-safe.
 */
final class AsyncDispatcher<T> {
  private static final long GATHER_MILLIS = 10;
  private static final long IDLE_SECONDS = 1;

  private final Consumer<? super T> receiver;
  private final Runnable idle;
  private final BlockingQueue<T> waiting;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean called = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

  /**
   * Creates a dispatcher.
   *
   * @param name the thread's name
   * @param capacity the capacity of the queue
   * @param receiver receives the items
   * @param idle is called when no more items are waiting
   */
  AsyncDispatcher(String name, int capacity, Consumer<? super T> receiver, Runnable idle) {
    this(task -> daemon(task, name), capacity, receiver, idle);
  }

  AsyncDispatcher(
      ThreadFactory threads, int capacity, Consumer<? super T> receiver, Runnable idle) {
    this.receiver = receiver;
    this.idle = idle;
    this.waiting = new LinkedBlockingQueue<>(capacity);
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

  void send(T item) {
    if (closed.getCount() == 0 || !waiting.offer(item)) {
      missed.incrementAndGet();
    } else if (called.compareAndSet(false, true)) {
      try {
        thread.execute(this::deliver);
      } catch (OutOfMemoryError noThread) {
        // No more threads are available: the next send retries.
        called.set(false);
      }
    }
  }

  /** Accepts no more items; waiting ones are delivered at once. */
  void close() {
    closed.countDown();
    thread.shutdown();
  }

  /**
   * Waits after {@link #close} until everything is delivered. A receiver that has not finished by
   * then is interrupted, and misses the rest.
   *
   * @throws InterruptedException if the caller is interrupted; may be called again
   */
  void await(Duration timeout) throws InterruptedException {
    if (!thread.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      // The current item was not delivered either.
      missed.addAndGet(thread.getActiveCount());
    }
    missed.addAndGet(waiting.drainTo(new ArrayList<>()));
    thread.shutdownNow();
  }

  /** Returns a description of the failures so far; empty if there are none. */
  Optional<String> failure() {
    Throwable thrown = first.get();
    if (thrown == null && missed.get() == 0) {
      return Optional.empty();
    }
    String late = "was too slow for " + missed.get();
    if (thrown == null) {
      return Optional.of(late);
    }
    String times = failed.get() == 1 ? "once" : failed.get() + " times";
    String threw = "threw " + thrown.getClass().getSimpleName() + ", " + times;
    return Optional.of(missed.get() == 0 ? threw : threw + "; " + late);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  private void deliver() {
    gather();
    // From now on, the sender wakes the thread again.
    called.set(false);
    for (T item = waiting.poll(); item != null; item = waiting.poll()) {
      T next = item;
      attempt(() -> receiver.accept(next));
    }
    attempt(idle);
  }

  /** Waits for more items; closing the dispatcher ends the wait. */
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
}

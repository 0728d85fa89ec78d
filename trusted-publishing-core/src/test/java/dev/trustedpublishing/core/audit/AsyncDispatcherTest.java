package dev.trustedpublishing.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.core.upload.NoThread;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsyncDispatcherTest {
  private static final Runnable NO_REST = () -> {};
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());

  @Test
  void items_arriveInOrderOnDaemonThread() throws InterruptedException {
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    AsyncDispatcher<Integer> courier =
        new AsyncDispatcher<>(
            "test",
            1_000,
            number -> {
              threads.add(Thread.currentThread());
              arrived.add(number);
            },
            NO_REST);

    IntStream.range(0, 1_000).forEach(courier::send);
    courier.close();
    courier.await(LONG);

    assertThat(arrived).containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
    assertThat(threads).doesNotContain(Thread.currentThread()).allMatch(Thread::isDaemon);
    assertThat(courier.failure()).isEmpty();
  }

  @Test
  @FaultRow("C03")
  void blockedReceiver_dropsAndCountsExcessItems() throws InterruptedException {
    CountDownLatch atWork = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AsyncDispatcher<Integer> courier =
        new AsyncDispatcher<>(
            "test",
            2,
            number -> {
              atWork.countDown();
              await(goOn);
              arrived.add(number);
            },
            NO_REST);

    courier.send(0);
    atWork.await();
    IntStream.range(1, 10).forEach(courier::send);
    goOn.countDown();
    courier.close();
    courier.await(LONG);

    assertThat(arrived).containsExactly(0, 1, 2);
    assertThat(courier.failure()).contains("was too slow for 7");
  }

  @Test
  @FaultRow("C03")
  void throwingReceiver_receivesNextItem() throws InterruptedException {
    AsyncDispatcher<Integer> courier =
        new AsyncDispatcher<>(
            "test",
            10,
            number -> {
              if (number < 2) {
                throw new StackOverflowError();
              }
              arrived.add(number);
            },
            NO_REST);

    IntStream.range(0, 4).forEach(courier::send);
    courier.close();
    courier.await(LONG);

    assertThat(arrived).containsExactly(2, 3);
    assertThat(courier.failure()).contains("threw StackOverflowError, 2 times");
  }

  @Test
  void waitingItems_areDeliveredBeforeRestCallback() throws InterruptedException {
    CountDownLatch atWork = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    AsyncDispatcher<Integer> courier =
        new AsyncDispatcher<>(
            "test",
            10,
            number -> {
              atWork.countDown();
              await(goOn);
              seen.add(String.valueOf(number));
            },
            () -> {
              seen.add("rest");
              throw new IllegalStateException();
            });

    courier.send(0);
    atWork.await();
    IntStream.range(1, 4).forEach(courier::send);
    goOn.countDown();
    courier.close();
    courier.await(LONG);

    assertThat(seen).startsWith("0", "1", "2", "3", "rest").endsWith("rest");
    assertThat(courier.failure().orElseThrow()).startsWith("threw IllegalStateException");
  }

  @Test
  void await_afterClose_returnsOnceItemsAreDelivered() throws InterruptedException {
    AsyncDispatcher<Integer> courier = new AsyncDispatcher<>("test", 10, arrived::add, NO_REST);

    courier.send(1);
    courier.close();
    courier.await(LONG);

    assertThat(arrived).containsExactly(1);
    assertThat(courier.failure()).isEmpty();
  }

  @Test
  @FaultRow("C09")
  void item_withoutThread_isDeliveredWithNextOne() throws InterruptedException {
    AtomicInteger threads = new AtomicInteger();
    AsyncDispatcher<Integer> courier =
        new AsyncDispatcher<>(
            task -> threads.incrementAndGet() == 1 ? NoThread.of(task) : new Thread(task),
            10,
            arrived::add,
            NO_REST);

    IntStream.range(0, 4).forEach(courier::send);
    courier.close();
    courier.await(LONG);

    assertThat(arrived).containsExactly(0, 1, 2, 3);
    assertThat(courier.failure()).isEmpty();
  }

  @Test
  @FaultRow("C09")
  void item_neverGivenThread_isDroppedAndCounted() throws InterruptedException {
    AsyncDispatcher<Integer> courier =
        new AsyncDispatcher<>(NoThread::of, 10, arrived::add, NO_REST);

    IntStream.range(0, 4).forEach(courier::send);
    courier.close();
    courier.await(LONG);

    assertThat(arrived).isEmpty();
    assertThat(courier.failure()).contains("was too slow for 4");
  }

  @Test
  void item_sentAfterClose_isDroppedAndCounted() throws InterruptedException {
    AsyncDispatcher<Integer> courier = new AsyncDispatcher<>("test", 10, arrived::add, NO_REST);

    courier.close();
    courier.send(1);
    courier.await(LONG);

    assertThat(arrived).isEmpty();
    assertThat(courier.failure()).contains("was too slow for 1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.trustedpublishing.core.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.testkit.fault.FaultRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadExecutorTest {
  @Test
  @FaultRow("C09")
  void execute_withoutThreads_runsOnCaller() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (UploadExecutor workers = UploadExecutor.on(NoThread::of)) {
      ExecutorCompletionService<Boolean> uploads = new ExecutorCompletionService<>(workers);
      for (int i = 0; i < 2; i++) {
        Future<Boolean> unused = uploads.submit(() -> threads.add(Thread.currentThread()));
        assertThat(uploads.take().get()).isTrue();
      }
      assertThat(
              CompletableFuture.supplyAsync(() -> threads.add(Thread.currentThread()), workers)
                  .join())
          .isTrue();
    }

    assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void forEach_processesEachElementOnce(int atATime) {
    Set<Integer> processed = ConcurrentHashMap.newKeySet();

    UploadExecutor.forEach(
        List.of(1, 2, 3, 4, 5), atATime, element -> assertThat(processed.add(element)).isTrue());
    UploadExecutor.forEach(List.<Integer>of(), atATime, processed::remove);

    assertThat(processed).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }

  static Stream<Throwable> crashes() {
    return Stream.of(new IllegalStateException("no"), new OutOfMemoryError("no"));
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void forEach_whenATaskCrashes_endsTheOthersAndThrowsIt(Throwable crash) {
    for (int atATime : new int[] {1, 3}) {
      AtomicInteger started = new AtomicInteger();

      assertThatThrownBy(() ->
              UploadExecutor.forEach(
                  Collections.nCopies(1_000_000, "task"),
                  atATime,
                  task -> {
                    started.incrementAndGet();
                    UploadExecutorTest.<RuntimeException>fail(crash);
                  }))
          .isSameAs(crash);

      assertThat(started).hasValueBetween(1, atATime);
    }
  }

  @Test
  @FaultRow("C01")
  void forEach_whenInterrupted_interruptsTasksAndKeepsTheFlag() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();

    UploadExecutor.forEach(
        Collections.nCopies(12, "task"),
        3,
        task -> {
          caller.interrupt();
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
          }
        });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).hasValueBetween(1, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  @FaultRow("C01")
  void forEach_afterAnInterrupt_startsNothing(int atATime) {
    List<String> started = Collections.synchronizedList(new ArrayList<>());
    Thread.currentThread().interrupt();

    UploadExecutor.forEach(List.of("a", "b", "c"), atATime, started::add);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(started).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void fail(Throwable crash) throws T {
    throw (T) crash;
  }
}

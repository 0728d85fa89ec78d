package dev.trustedpublishing.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.fault.FaultRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

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
}

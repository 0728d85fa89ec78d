package dev.trustedpublishing.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk, and when. */
@Timeout(60)
class JsonLinesSinkTest {
  @TempDir Path folder;
  private final List<List<String>> forced = Collections.synchronizedList(new ArrayList<>());
  private final List<AuditEntry> trail = SampleRun.entries();
  private Path log;

  @BeforeEach
  void create() {
    log = folder.resolve("audit.jsonl");
  }

  @Test
  void log_isSyncedAtEndOfEachStage() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.open(log, Optional.empty(), file -> force())) {
      for (AuditEntry entry : trail) {
        sink.accept(entry);
        sink.flush();
      }
    }

    assertThat(forced.stream().map(lines -> type(lines.get(lines.size() - 1))))
        .as("the last line at each force: the first of the next stage, or the end")
        .containsExactly(
            "provider.detected",
            "token.exchanged",
            "artifact.started",
            "token.revoked",
            "run.finished");
    assertThat(forced.get(4)).hasSize(trail.size());
  }

  @Test
  void newLog_isReadableByItsOwnerOnly() throws IOException {
    JsonLinesSink.open(log).close();

    assertThat(Files.getPosixFilePermissions(log))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void existingLog_keepsItsPermissions() throws IOException {
    Files.createFile(log);
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r-----"));

    JsonLinesSink.open(log).close();

    assertThat(Files.getPosixFilePermissions(log))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void stagesEndingTogether_areSyncedOnce() throws IOException {
    try (JsonLinesSink sink = JsonLinesSink.open(log, Optional.empty(), file -> force())) {
      trail.forEach(sink::accept);
      sink.flush();
    }

    assertThat(forced).singleElement().isEqualTo(Files.readAllLines(log));
  }

  @Test
  void severalWriters_canAppendToOneLog() throws Exception {
    int sinks = 8;
    int runs = 50;
    ExecutorService threads = Executors.newFixedThreadPool(sinks);
    CountDownLatch all = new CountDownLatch(sinks);

    for (int i = 0; i < sinks; i++) {
      // Each with its own file descriptor, as in its own process. A busy disk would take minutes.
      AuditSink sink = JsonLinesSink.open(log, Optional.empty(), file -> {});
      Future<?> unused =
          threads.submit(() -> {
            all.countDown();
            reached(all);
            for (int run = 0; run < runs; run++) {
              trail.forEach(sink::accept);
            }
            sink.close();
            return null;
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(50, TimeUnit.SECONDS)).isTrue();

    List<String> lines = Files.readAllLines(log);
    assertThat(lines)
        .hasSize(sinks * runs * trail.size())
        .isSubsetOf(
            trail.stream()
                .map(entry ->
                    new String(CloudEvent.json(entry, Optional.empty()), StandardCharsets.UTF_8))
                .toList());
  }

  private void force() throws IOException {
    forced.add(Files.readAllLines(log));
  }

  private static String type(String line) {
    return line.replaceAll(".*\"type\":\"dev\\.trustedpublishing\\.([^\"]*)\".*", "$1");
  }

  private static boolean reached(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.trustedpublishing.core.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.PublisherFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk, and when. */
@Timeout(60)
class JsonLinesSinkTest {
  @TempDir Path folder;
  private final List<List<String>> forced = Collections.synchronizedList(new ArrayList<>());
  private PublisherFixture fixture;
  private Path log;

  @BeforeEach
  void create() {
    fixture = new PublisherFixture(folder);
    log = folder.resolve("audit.jsonl");
  }

  @Test
  void the_log_is_forced_to_disk_at_the_end_of_each_stage() throws IOException {
    fixture.publish("a.whl");

    try (JsonLinesSink sink = JsonLinesSink.open(log, Optional.empty(), file -> force())) {
      for (AuditEntry entry : fixture.trail) {
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
    assertThat(forced.get(4)).hasSize(fixture.trail.size());
  }

  @Test
  void stages_that_end_together_are_forced_once() throws IOException {
    fixture.publish("a.whl");

    try (JsonLinesSink sink = JsonLinesSink.open(log, Optional.empty(), file -> force())) {
      fixture.trail.forEach(sink::accept);
      sink.flush();
    }

    assertThat(forced).singleElement().isEqualTo(Files.readAllLines(log));
  }

  @Test
  void what_was_before_the_first_byte_is_on_the_disk_while_a_file_is_sent() {
    CountDownLatch exchanged = new CountDownLatch(1);
    JsonLinesSink sink =
        JsonLinesSink.open(
            log,
            Optional.empty(),
            file -> {
              force();
              if (types().contains("token.exchanged")) {
                exchanged.countDown();
              }
            });
    AtomicBoolean inTime = new AtomicBoolean();
    fixture.registry.duringUpload = filename -> inTime.set(reached(exchanged));

    fixture.builder().onEvent(sink).build().publish(fixture.files("a.whl"));

    assertThat(inTime).isTrue();
    assertThat(forced.get(forced.size() - 1))
        .as("when publish returns, everything is on the disk")
        .hasSize(fixture.trail.size());
  }

  @Test
  void several_processes_may_append_to_one_log() throws Exception {
    fixture.publish("a.whl");
    int sinks = 8;
    int runs = 50;
    ExecutorService threads = Executors.newFixedThreadPool(sinks);
    CountDownLatch all = new CountDownLatch(sinks);

    for (int i = 0; i < sinks; i++) {
      // Each with a file descriptor of its own, as in a process of its own.
      AuditSink sink = JsonLinesSink.open(log);
      Future<?> unused =
          threads.submit(() -> {
            all.countDown();
            reached(all);
            for (int run = 0; run < runs; run++) {
              fixture.trail.forEach(sink::accept);
            }
            sink.close();
            return null;
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(50, TimeUnit.SECONDS)).isTrue();

    List<String> lines = Files.readAllLines(log);
    assertThat(lines)
        .hasSize(sinks * runs * fixture.trail.size())
        .isSubsetOf(fixture.trail.stream().map(AuditSinks::json).toList());
  }

  private void force() throws IOException {
    forced.add(Files.readAllLines(log));
  }

  private List<String> types() {
    return forced.stream().flatMap(List::stream).map(JsonLinesSinkTest::type).toList();
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

package dev.trustedpublishing.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.FakeRegistry;
import dev.trustedpublishing.core.audit.AuditTrail;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadProgressTest {
  private static final Artifact ARTIFACT =
      new FakeRegistry.File(
          new ArtifactFile(Path.of("a.whl"), 1_000, FileTime.fromMillis(0), "0".repeat(64)));

  private final List<AuditEntry> trail = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> reports = new ArrayList<>();
  private long nanos;
  private final AuditTrail events =
      new AuditTrail(
          "run",
          Clock.systemUTC(),
          () -> nanos,
          Optional.empty(),
          AuditTrail.DEFAULT_PATIENCE,
          List.of(trail::add));

  @Test
  void listener_isCalledTenTimesPerSecondAndAtEnd() {
    UploadProgress progress =
        new UploadProgress((artifact, sent, total) -> reports.add(sent), events);

    for (int chunk = 1; chunk <= 1_000; chunk++) {
      after(Duration.ofMillis(1));
      progress.progressed(ARTIFACT, chunk, 1_000);
    }

    assertThat(reports)
        .containsExactly(1L, 101L, 201L, 301L, 401L, 501L, 601L, 701L, 801L, 901L, 1_000L);
  }

  @Test
  void auditTrail_recordsProgressOncePerSecond() {
    UploadProgress progress = new UploadProgress((artifact, sent, total) -> {}, events);

    for (int chunk = 1; chunk <= 30; chunk++) {
      after(Duration.ofMillis(100));
      progress.progressed(ARTIFACT, chunk, 30);
    }
    events.close();

    assertThat(trail)
        .extracting(AuditEntry::event)
        .containsExactly(
            new AuditEvent.ArtifactProgress("a.whl", 10, 30),
            new AuditEvent.ArtifactProgress("a.whl", 20, 30));
  }

  @Test
  void unreportedChunk_allocatesNothing() {
    UploadProgress progress = new UploadProgress((artifact, sent, total) -> {}, events);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    send(progress, 10_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    send(progress, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).as("bytes for 100,000 chunks").isLessThan(10_000);
  }

  private void send(UploadProgress progress, int chunks) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      progress.progressed(ARTIFACT, chunk, Long.MAX_VALUE);
    }
  }

  private void after(Duration time) {
    nanos += time.toNanos();
  }
}

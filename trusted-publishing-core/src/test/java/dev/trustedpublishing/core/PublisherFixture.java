package dev.trustedpublishing.core;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.schema.EveryEventIsValid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A publisher between a fake CI system and a fake registry, with a clock that stands still and no
 * waiting.
 */
public final class PublisherFixture {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  public final FakeCi ci = new FakeCi("fake-ci");
  public final FakeRegistry registry = new FakeRegistry();
  public final List<AuditEntry> trail = Collections.synchronizedList(new ArrayList<>());
  final List<String> commands = Collections.synchronizedList(new ArrayList<>());
  final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final Path folder;

  public PublisherFixture(Path folder) {
    this.folder = folder;
  }

  public TrustedPublisherBuilder builder() {
    return TrustedPublisher.builder()
        .withoutDiscovery()
        .with(ci)
        .with(registry)
        .repository("fake")
        .environment(Map.of())
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .timing(usual ->
            usual
                .withRandom(new Random(42))
                .withPause(wait -> {
                  waits.add(wait);
                  return Duration.ZERO;
                }))
        .workflowCommands(commands::add)
        .onEvent(new EveryEventIsValid())
        .onEvent(trail::add);
  }

  public PublishReport publish(String... filenames) {
    return builder().build().publish(files(filenames));
  }

  public List<Path> files(String... filenames) {
    return Stream.of(filenames).map(this::file).toList();
  }

  public List<String> eventTypes() {
    return trail.stream().map(entry -> entry.event().type()).toList();
  }

  private Path file(String filename) {
    try {
      return Files.writeString(folder.resolve(filename), "content of " + filename);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static TransportException lost(AttemptOutcome outcome) {
    return new TransportException(
        Problem.of(ErrorCode.TEMPORARY_CONNECTION_LOST, "The connection broke.")
            .remedy("Try again."),
        outcome,
        FakeRegistry.TARGET.origin(),
        null);
  }

  public static TrustedPublishingException.Builder refusal(
      Stage stage, ErrorCode code, int status) {
    return TrustedPublishingException.builder(stage, Problem.of(code, "No.").remedy("Fix it."))
        .origin(FakeRegistry.TARGET.origin())
        .response(status, "no");
  }

  /** Waits for the others; a call that would have to wait for ever fails instead. */
  public static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("The threads did not meet.", e);
    }
  }
}

package dev.trustedpublishing.core.audit;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Numbers the events of a run and delivers them to the sinks, in order, each sink on its own
 * thread. Events that a sink missed, because it threw or was too slow, are a warning of the run.
 */
public final class AuditTrail {
  /** The maximum number of events that wait for a sink. */
  static final int CAPACITY = 10_000;

  /** How long the end of a run waits for all sinks together. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

  /** The same limit for an interrupted caller. */
  private static final Duration HURRY = Duration.ofMillis(500);

  private final String runId;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Optional<URI> ciRun;
  private final Duration patience;
  private final List<Delivery> deliveries;
  private final List<Problem> warnings = new ArrayList<>();
  private final Map<Problem, Integer> kinds = new LinkedHashMap<>();
  private long sequence;

  public AuditTrail(
      String runId,
      Clock clock,
      LongSupplier nanoTime,
      Optional<URI> ciRun,
      Duration patience,
      List<AuditSink> sinks) {
    this.runId = runId;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.ciRun = ciRun;
    this.patience = patience;
    this.deliveries = sinks.stream().map(Delivery::to).toList();
  }

  public String runId() {
    return runId;
  }

  /** The monotonic clock for all durations of the run. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  public Timer startTimer() {
    return Timer.start(nanoTime);
  }

  /** Of each kind of warning, the first are recorded, and at the end how many more there were. */
  public synchronized void record(AuditEvent event) {
    if (event instanceof AuditEvent.Warned warned) {
      if (kinds.merge(warned.problem().kind(), 1, Integer::sum) > Problem.MAX_OF_A_KIND) {
        return;
      }
      warnings.add(warned.problem());
    } else if (event instanceof AuditEvent.RunFinished) {
      countOtherWarnings();
    }
    send(event);
  }

  private synchronized void countOtherWarnings() {
    kinds.forEach((kind, count) -> {
      if (count > Problem.MAX_OF_A_KIND) {
        Problem more = kind.andMore(count);
        warnings.add(more);
        send(new AuditEvent.Warned(more));
      }
    });
    kinds.clear();
  }

  private void send(AuditEvent event) {
    AuditEntry entry = new AuditEntry(runId, ++sequence, clock.instant(), ciRun, event);
    deliveries.forEach(delivery -> delivery.dispatcher.send(entry));
  }

  public synchronized List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Waits, within limits, until the sinks have received everything. Nothing can be recorded
   * afterwards.
   */
  public void close() {
    countOtherWarnings();
    deliveries.forEach(delivery -> delivery.dispatcher.close());
    await(deliveries.stream().map(Delivery::dispatcher).toList());
    List<Problem> faults = deliveries.stream().flatMap(each -> each.failure().stream()).toList();
    synchronized (this) {
      warnings.addAll(faults);
    }
  }

  /** Waits for closed dispatchers. An interrupt shortens the wait, and is kept. */
  void await(Iterable<? extends AsyncDispatcher<?>> dispatchers) {
    boolean interrupted = Thread.interrupted();
    long end = System.nanoTime() + (interrupted ? HURRY : patience).toNanos();
    for (AsyncDispatcher<?> dispatcher : dispatchers) {
      boolean waiting = true;
      while (waiting) {
        try {
          dispatcher.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
          waiting = false;
        } catch (InterruptedException e) {
          interrupted = true;
          end = Math.min(end, System.nanoTime() + HURRY.toNanos());
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A sink with its dispatcher. */
  private record Delivery(AuditSink sink, AsyncDispatcher<AuditEntry> dispatcher) {
    static Delivery to(AuditSink sink) {
      return new Delivery(
          sink,
          new AsyncDispatcher<>("trusted-publishing-audit", CAPACITY, sink::accept, sink::flush));
    }

    Optional<Problem> failure() {
      return dispatcher
          .failure()
          .map(fault ->
              Problem.of(
                      ErrorCode.USAGE_SINK_FAILED,
                      "An audit sink failed; its audit trail is incomplete.")
                  .found(sink.getClass().getName() + " " + fault)
                  .expected("a sink that accepts every event")
                  .remedy("Check the sink. Publishing was not affected."));
    }
  }
}

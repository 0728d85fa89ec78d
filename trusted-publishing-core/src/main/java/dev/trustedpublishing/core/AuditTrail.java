package dev.trustedpublishing.core;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.event.AuditEntry;
import dev.trustedpublishing.api.event.AuditEvent;
import dev.trustedpublishing.api.event.AuditSink;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Numbers the events of a run and hands them to the sinks, in order. A sink that throws is reported
 * once, as a warning of the run, and goes on getting events.
 */
final class AuditTrail {
  private final String runId;
  private final Clock clock;
  private final List<AuditSink> sinks;
  private final Set<AuditSink> broken = new LinkedHashSet<>();
  private final List<Problem> warnings = new ArrayList<>();
  private long sequence;

  AuditTrail(String runId, Clock clock, List<AuditSink> sinks) {
    this.runId = runId;
    this.clock = clock;
    this.sinks = sinks;
  }

  String runId() {
    return runId;
  }

  synchronized void record(AuditEvent event) {
    if (event instanceof AuditEvent.Warned warned) {
      warnings.add(warned.problem());
    }
    AuditEntry entry = new AuditEntry(runId, ++sequence, clock.instant(), event);
    for (AuditSink sink : sinks) {
      deliver(sink, entry);
    }
  }

  synchronized List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  private void deliver(AuditSink sink, AuditEntry entry) {
    try {
      sink.accept(entry);
    } catch (RuntimeException e) {
      if (broken.add(sink)) {
        warnings.add(
            Problem.of(
                    ErrorCode.USAGE_SINK_FAILED,
                    "An audit sink failed; its audit trail is not complete.")
                .found(sink.getClass().getName() + " threw " + e.getClass().getSimpleName())
                .wanted("a sink that takes every event")
                .remedy("Look at the sink; publishing was not affected."));
      }
    }
  }
}

package dev.trustedpublishing.audit.opentelemetry;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns each run into a trace and into metrics: one span for the run, a child for each stage, a
 * child of the publish stage for each file; every event is an event of the span that it belongs to.
 * Spans have the times of the events, whenever they are delivered. Thread-safe.
 *
 * <pre>{@code
 * TrustedPublisher.builder().onEvent(OpenTelemetrySink.create(openTelemetry))
 * }</pre>
 *
 * <p>The run's span is a child of the span that is current when the sink is created. The SDK
 * decides what is exported and when: closing the sink flushes nothing.
 */
public final class OpenTelemetrySink implements AuditSink {
  private static final String SCOPE = "dev.trustedpublishing";

  private final Tracer tracer;
  private final RunMetrics metrics;
  private final Context parent;
  private final Map<String, RunSpans> runs = new HashMap<>();

  private OpenTelemetrySink(OpenTelemetry openTelemetry, Context parent) {
    this.tracer = openTelemetry.getTracer(SCOPE);
    this.metrics = new RunMetrics(openTelemetry.getMeter(SCOPE));
    this.parent = parent;
  }

  /**
   * Creates a sink.
   *
   * @param openTelemetry receives spans and metrics; nothing global is used
   * @return the sink
   */
  public static OpenTelemetrySink create(OpenTelemetry openTelemetry) {
    return new OpenTelemetrySink(openTelemetry, Context.current());
  }

  @Override
  public synchronized void accept(AuditEntry entry) {
    RunSpans spans =
        runs.computeIfAbsent(entry.runId(), id -> RunSpans.begin(tracer, parent, entry));
    spans.accept(entry);
    metrics.accept(entry.event());
    if (entry.event() instanceof AuditEvent.RunFinished) {
      runs.remove(entry.runId());
    }
  }

  /** Ends the spans of runs without an end. */
  @Override
  public synchronized void close() {
    runs.values().forEach(RunSpans::end);
    runs.clear();
  }
}

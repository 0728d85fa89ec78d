package dev.trustedpublishing.audit.opentelemetry;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The spans of one run. Events mark the end of a step: a stage starts at the event before its first
 * one, and ends with its last one.
 */
final class RunSpans {
  private static final String PREFIX = "trusted_publishing.";

  private record StageSpan(Span span, Instant end) {}

  private final Tracer tracer;
  private final Span run;
  private final Context inRun;
  private final Map<Stage, StageSpan> stages = new EnumMap<>(Stage.class);
  private final Map<String, Span> files = new HashMap<>();
  private Instant last;

  private RunSpans(Tracer tracer, Span run, Context parent, Instant begin) {
    this.tracer = tracer;
    this.run = run;
    this.inRun = parent.with(run);
    this.last = begin;
  }

  static RunSpans begin(Tracer tracer, Context parent, AuditEntry first) {
    Span run =
        tracer
            .spanBuilder("trusted publishing")
            .setParent(parent)
            .setStartTimestamp(first.time())
            .setAttribute("trusted_publishing.run.id", first.runId())
            .startSpan();
    first
        .ciRun()
        .ifPresent(page -> run.setAttribute("cicd.pipeline.run.url.full", page.toString()));
    return new RunSpans(tracer, run, parent, first.time());
  }

  void accept(AuditEntry entry) {
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.RunStarted started) {
      run.setAllAttributes(attributes(started));
    }
    event.stage().ifPresent(stage -> stage(stage, entry.time()));
    if (event instanceof AuditEvent.ArtifactStarted started) {
      files.put(started.filename(), fileSpan(started, entry.time()));
    }
    Span span = span(event);
    span.addEvent(event.type(), attributes(event), entry.time());
    if (isEndOfFile(event)) {
      about(event).ifPresent(name -> endFile(name, event, entry.time()));
    }
    last = entry.time();
    if (event instanceof AuditEvent.RunFinished finished) {
      finish(finished);
    }
  }

  void end() {
    files.values().forEach(span -> span.end(last));
    stages.values().forEach(stage -> stage.span.end(stage.end));
    run.end(last);
  }

  private void stage(Stage stage, Instant time) {
    StageSpan known = stages.get(stage);
    Span span =
        known != null
            ? known.span
            : tracer
                .spanBuilder(stage.toString())
                .setParent(inRun)
                .setStartTimestamp(last)
                .startSpan();
    stages.put(stage, new StageSpan(span, time));
  }

  private Span fileSpan(AuditEvent.ArtifactStarted file, Instant time) {
    return tracer
        .spanBuilder("publish " + file.filename())
        .setParent(inRun.with(span(Stage.PUBLISH)))
        .setStartTimestamp(time)
        .setAllAttributes(attributes(file))
        .startSpan();
  }

  /** The narrowest span that an event belongs to. */
  private Span span(AuditEvent event) {
    Optional<Span> file = about(event).map(files::get);
    return file.or(() -> event.stage().map(this::span)).orElse(run);
  }

  private Span span(Stage stage) {
    StageSpan known = stages.get(stage);
    return known == null ? run : known.span;
  }

  /** Returns the file or the scope that an event is about. */
  private static Optional<String> about(AuditEvent event) {
    Map<String, Object> attributes = event.content().attributes();
    return Stream.of("filename", "subject")
        .filter(attributes::containsKey)
        .map(name -> String.valueOf(attributes.get(name)))
        .findFirst();
  }

  private static boolean isEndOfFile(AuditEvent event) {
    return event instanceof AuditEvent.ArtifactPublished
        || event instanceof AuditEvent.ArtifactAlreadyThere
        || event instanceof AuditEvent.ArtifactFailed;
  }

  private void endFile(String filename, AuditEvent event, Instant time) {
    Span span = files.remove(filename);
    if (span != null) {
      if (event instanceof AuditEvent.ArtifactFailed failed) {
        span.setStatus(StatusCode.ERROR, failed.code().orElse(failed.state()));
      }
      span.end(time);
    }
  }

  private void finish(AuditEvent.RunFinished finished) {
    finished.code().ifPresent(code -> run.setStatus(StatusCode.ERROR, code));
    run.setAllAttributes(attributes(finished));
    end();
  }

  /** Returns the content of an event under the names that it has in the audit log. */
  private static Attributes attributes(AuditEvent event) {
    AttributesBuilder attributes = Attributes.builder();
    add(attributes, PREFIX, event.content().attributes());
    return attributes.build();
  }

  private static void add(AttributesBuilder attributes, String prefix, Map<?, ?> values) {
    values.forEach((name, value) -> {
      String key = prefix + name;
      if (value instanceof Map<?, ?> nested) {
        add(attributes, key + ".", nested);
      } else if (value instanceof Number number) {
        attributes.put(key, number.longValue());
      } else {
        attributes.put(key, String.valueOf(value));
      }
    });
  }
}

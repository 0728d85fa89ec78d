package dev.trustedpublishing.core;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.EventContent;
import dev.trustedpublishing.audit.format.AuditLog;
import dev.trustedpublishing.audit.format.CloudEvent;
import dev.trustedpublishing.audit.format.JsonLinesSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The audit sinks that come with the library, and the JSON form of their entries. Sinks for GitHub
 * Actions and for OpenTelemetry are in separate artifacts: {@code GitHubSink.create(...)}, {@code
 * OpenTelemetrySink.create(...)}. Any lambda is a sink too: {@code onEvent(entry -> ...)}, {@code
 * onEvent(consumer::accept)}. Thread-safe; each sink belongs to one publisher.
 */
public final class AuditSinks {
  private AuditSinks() {}

  /**
   * Appends one line of JSON for each event to a file: a CloudEvents 1.0 envelope, UTF-8, never
   * half a line. The file is forced to disk at the end of each stage.
   *
   * @param file the file; created if it does not exist, otherwise appended to
   * @return the open sink; closing the publisher closes it
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.invalid-option} if
   *     the file can't be written
   */
  public static AuditSink jsonLines(Path file) {
    return JsonLinesSink.open(file);
  }

  /**
   * Like {@link #jsonLines}, and each line contains the hash of the previous line, so that {@link
   * AuditLog#check} detects changed, removed, or inserted lines. Only one job at a time may write
   * to such a file.
   *
   * @param file the file; created if it does not exist, otherwise appended to
   * @return the open sink; closing the publisher closes it
   * @throws dev.trustedpublishing.api.TrustedPublishingException as for {@link #jsonLines}
   */
  public static AuditSink chainedJsonLines(Path file) {
    return JsonLinesSink.openChained(file);
  }

  /**
   * Logs each event to the logger {@code dev.trustedpublishing.audit}, its content as key-value
   * pairs: warnings at WARN, everything else at INFO.
   *
   * @return the sink
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.library-too-old} if
   *     the class path has SLF4J 1, which has no key-value pairs
   */
  public static AuditSink slf4j() {
    return slf4j(LoggerFactory.getLogger("dev.trustedpublishing.audit"));
  }

  /**
   * Logs each event to the given logger.
   *
   * @param logger the logger
   * @return the sink
   * @throws dev.trustedpublishing.api.TrustedPublishingException as for {@link #slf4j()}
   */
  public static AuditSink slf4j(Logger logger) {
    HostLibrary.SLF4J.require();
    return new Slf4jSink(logger);
  }

  /**
   * Returns the JSON form of an entry, for custom sinks. Described in {@code docs/events.md}.
   *
   * @param entry the entry
   * @return one line of JSON, a CloudEvents 1.0 envelope in structured mode
   */
  public static String json(AuditEntry entry) {
    return new String(CloudEvent.json(entry, Optional.empty()), StandardCharsets.UTF_8);
  }

  /** Logs events with SLF4J: the type is the message, the content is key-value pairs. */
  private record Slf4jSink(Logger logger) implements AuditSink {
    @Override
    public void accept(AuditEntry entry) {
      AuditEvent event = entry.event();
      EventContent content = event.content();
      LoggingEventBuilder line =
          logger.atLevel(event instanceof AuditEvent.Warned ? Level.WARN : Level.INFO);
      line = line.addKeyValue("run", entry.runId()).addKeyValue("sequence", entry.sequence());
      if (content.stage().isPresent()) {
        line = line.addKeyValue("stage", content.stage().get());
      }
      line = line.addKeyValue("duration_ms", event.duration().toMillis());
      if (entry.ciRun().isPresent()) {
        line = line.addKeyValue("ci_run", entry.ciRun().get());
      }
      for (var attribute : content.attributes().entrySet()) {
        line = line.addKeyValue(attribute.getKey(), attribute.getValue());
      }
      line.log(content.type());
    }
  }
}

package dev.trustedpublishing.core;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.format.AuditLog;
import dev.trustedpublishing.audit.format.CloudEvent;
import dev.trustedpublishing.audit.format.JsonLinesSink;
import dev.trustedpublishing.core.audit.Slf4jSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * The audit sinks that come with the library, and the JSON form of their entries. Sinks for GitHub
 * Actions and for OpenTelemetry have artifacts of their own: {@code GitHubSink.create(...)}, {@code
 * OpenTelemetrySink.create(...)}. Any lambda is a sink too: {@code onEvent(entry -> ...)}, {@code
 * onEvent(consumer::accept)}. Thread-safe; each sink belongs to one publisher.
 */
public final class AuditSinks {
  private AuditSinks() {}

  /**
   * Appends one line of JSON for each event to a file: a CloudEvents 1.0 envelope, UTF-8, never
   * half a line. The file is forced to disk at the end of each stage.
   *
   * @param file the file; made if it does not exist, appended to if it does
   * @return the sink, already open; closing the publisher closes it
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.invalid-option} if
   *     the file can't be written: better before a release than after
   */
  public static AuditSink jsonLines(Path file) {
    return JsonLinesSink.open(file);
  }

  /**
   * The same as {@link #jsonLines}, and each line carries the hash of the line before, so that
   * {@link AuditLog#check} finds out whether a line was changed, taken out or put in. One job at a
   * time may write to such a file.
   *
   * @param file the file; made if it does not exist, appended to if it does
   * @return the sink, already open; closing the publisher closes it
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
   */
  public static AuditSink slf4j() {
    return Slf4jSink.standard();
  }

  /**
   * Logs each event to a logger of the caller's choice.
   *
   * @param logger where to
   * @return the sink
   */
  public static AuditSink slf4j(Logger logger) {
    return new Slf4jSink(logger);
  }

  /**
   * Returns the JSON form of an entry, for sinks that send it somewhere else. Described in {@code
   * docs/events.md}.
   *
   * @param entry the entry
   * @return one line of JSON, a CloudEvents 1.0 envelope in structured mode
   */
  public static String json(AuditEntry entry) {
    return new String(CloudEvent.json(entry, Optional.empty()), StandardCharsets.UTF_8);
  }
}

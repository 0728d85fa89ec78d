package dev.trustedpublishing.core;

import dev.trustedpublishing.api.event.AuditSink;
import java.nio.file.Path;
import org.slf4j.Logger;

/**
 * The audit sinks that come with the library. Any lambda is a sink too: {@code onEvent(entry ->
 * ...)}.
 */
public final class AuditSinks {
  private AuditSinks() {}

  /**
   * Appends one line of JSON for each event to a file: a CloudEvents 1.0 envelope, UTF-8, never
   * half a line.
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
   * Logs each event at INFO to the logger {@code dev.trustedpublishing.audit}, its content as
   * key-value pairs.
   *
   * @return the sink
   */
  public static AuditSink slf4j() {
    return Slf4jSink.standard();
  }

  /**
   * Logs each event at INFO to a logger of the caller's choice.
   *
   * @param logger where to
   * @return the sink
   */
  public static AuditSink slf4j(Logger logger) {
    return new Slf4jSink(logger);
  }
}

package dev.trustedpublishing.core;

import dev.trustedpublishing.api.event.AuditEntry;
import dev.trustedpublishing.api.event.AuditSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Hands events to SLF4J: the type is the message, the content goes along as key-value pairs. */
final class Slf4jSink implements AuditSink {
  /** The logger that is used unless the caller chooses another. */
  public static final String LOGGER_NAME = "dev.trustedpublishing.audit";

  private final Logger logger;

  /**
   * Creates the sink.
   *
   * @param logger where to
   */
  public Slf4jSink(Logger logger) {
    this.logger = logger;
  }

  /**
   * Creates the sink with the usual logger.
   *
   * @return the sink
   */
  public static Slf4jSink standard() {
    return new Slf4jSink(LoggerFactory.getLogger(LOGGER_NAME));
  }

  @Override
  public void accept(AuditEntry entry) {
    LoggingEventBuilder line = logger.atInfo();
    line = line.addKeyValue("run", entry.runId()).addKeyValue("sequence", entry.sequence());
    for (var attribute : entry.event().attributes().entrySet()) {
      line = line.addKeyValue(attribute.getKey(), attribute.getValue());
    }
    line.log(entry.event().type());
  }
}

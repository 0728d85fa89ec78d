package dev.trustedpublishing.core.audit;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.EventContent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs events with SLF4J: the type is the message, the content is key-value pairs. */
public final class Slf4jSink implements AuditSink {
  /** The default logger. */
  private static final String LOGGER_NAME = "dev.trustedpublishing.audit";

  private final Logger logger;

  public Slf4jSink(Logger logger) {
    this.logger = logger;
  }

  public static Slf4jSink standard() {
    return new Slf4jSink(LoggerFactory.getLogger(LOGGER_NAME));
  }

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

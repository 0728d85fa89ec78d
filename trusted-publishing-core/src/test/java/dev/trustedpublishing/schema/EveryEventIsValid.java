package dev.trustedpublishing.schema;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.AuditSinkProvider;
import dev.trustedpublishing.core.AuditSinks;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds every event that any test emits against the schema: comes to every publisher by itself, as
 * a jar with an audit sink does, and fails the test in which an event was not valid.
 */
public final class EveryEventIsValid implements AuditSinkProvider, AuditSink, AfterEachCallback {
  private static final AuditSchema SCHEMA = new AuditSchema();
  private static final Queue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();

  @Override
  public String id() {
    return "every-event-is-valid";
  }

  @Override
  public Optional<AuditSink> open(CiEnvironment environment) {
    return Optional.of(this);
  }

  @Override
  public void accept(AuditEntry entry) {
    String line = AuditSinks.json(entry);
    SCHEMA.violations(line).forEach(violation -> VIOLATIONS.add(violation + " in " + line));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> found = List.copyOf(VIOLATIONS);
    VIOLATIONS.clear();
    if (!found.isEmpty()) {
      throw new AssertionError("Events that are not as docs/events.md says: " + found);
    }
  }
}

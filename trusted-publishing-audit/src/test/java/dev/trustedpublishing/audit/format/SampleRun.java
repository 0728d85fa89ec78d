package dev.trustedpublishing.audit.format;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The audit trail of a run that published one file. */
final class SampleRun {
  private static final Instant TIME = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String ORIGIN = "https://registry.example";
  private static final String SHA256 = "0".repeat(64);
  private static final String FINGERPRINT = "0".repeat(32);

  private SampleRun() {}

  /** Each call is its own run. */
  static List<AuditEntry> entries() {
    String runId = UUID.randomUUID().toString();
    List<AuditEntry> entries = new ArrayList<>();
    for (AuditEvent event : events()) {
      entries.add(new AuditEntry(runId, entries.size() + 1, TIME, Optional.empty(), event));
    }
    return entries;
  }

  /** Writes a run to a sink and closes it. */
  static void into(AuditSink sink) throws IOException {
    entries().forEach(sink::accept);
    sink.flush();
    sink.close();
  }

  private static List<AuditEvent> events() {
    return List.of(
        new AuditEvent.RunStarted("fake", "fake", ORIGIN, 1),
        new AuditEvent.ArtifactPlanned("a.whl", "sample", "1.0", 16, SHA256),
        new AuditEvent.ProviderDetected("fake-ci", "available", "Fake CI"),
        new AuditEvent.IdentityObtained(
            "fake-ci", "https://ci.example", "fake", Optional.of(TIME), Map.of(), SECOND),
        new AuditEvent.TokenExchanged("everything", ORIGIN, FINGERPRINT, TIME, SECOND),
        new AuditEvent.ArtifactStarted("a.whl", SHA256, 16),
        new AuditEvent.ArtifactPublished("a.whl", SHA256, 16, 1, SECOND),
        new AuditEvent.TokenRevoked(
            "everything", FINGERPRINT, "revoked", Optional.empty(), Optional.empty(), SECOND),
        new AuditEvent.RunFinished("published", Optional.empty(), Optional.empty(), 1, 0, SECOND));
  }
}

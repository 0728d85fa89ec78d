package dev.trustedpublishing.audit;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An event with its position in the audit trail. Immutable.
 *
 * @param runId the id of the run, unique
 * @param sequence its number in the run, from 1, without gaps
 * @param time when it happened, UTC
 * @param ciRun the URL of the CI job of the run, if the CI system provides it
 * @param event what happened
 */
public record AuditEntry(
    String runId, long sequence, Instant time, Optional<URI> ciRun, AuditEvent event) {}

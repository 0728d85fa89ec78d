package dev.trustedpublishing.audit;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An event with its place in the audit trail. Immutable.
 *
 * @param runId the run that it belongs to, unique
 * @param sequence its number in the run, from 1, without gaps
 * @param time when it happened, UTC
 * @param ciRun the page of the CI job that the run belongs to, if the CI system names it
 * @param event what happened
 */
public record AuditEntry(
    String runId, long sequence, Instant time, Optional<URI> ciRun, AuditEvent event) {}

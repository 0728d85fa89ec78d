package dev.trustedpublishing.api.event;

import java.time.Instant;

/**
 * An event with its place in the audit trail.
 *
 * @param runId the run that it belongs to, unique
 * @param sequence its number in the run, from 1, without gaps
 * @param time when it happened, UTC
 * @param event what happened
 */
public record AuditEntry(String runId, long sequence, Instant time, AuditEvent event) {}

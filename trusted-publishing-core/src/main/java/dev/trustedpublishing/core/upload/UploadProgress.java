package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import java.time.Duration;

/**
 * The rate-limited progress of one attempt: called for each chunk, it drops reports that follow too
 * quickly, without allocating.
 */
public final class UploadProgress implements ProgressListener {
  private static final long LISTENER_NANOS = Duration.ofMillis(100).toNanos();
  private static final long EVENT_NANOS = Duration.ofSeconds(1).toNanos();

  private final ProgressListener listener;
  private final AuditTrail trail;
  private volatile long nextReport;
  private volatile long nextEvent;

  public UploadProgress(ProgressListener listener, AuditTrail trail) {
    this.listener = listener;
    this.trail = trail;
    this.nextReport = trail.nanoTime();
    this.nextEvent = nextReport + EVENT_NANOS;
  }

  @Override
  public void progressed(Artifact artifact, long sent, long total) {
    long now = trail.nanoTime();
    boolean last = sent == total;
    if (last || now - nextReport >= 0) {
      nextReport = now + LISTENER_NANOS;
      listener.progressed(artifact, sent, total);
    }
    // The last byte needs no event: the result of the upload is an event.
    if (!last && now - nextEvent >= 0) {
      nextEvent = now + EVENT_NANOS;
      trail.record(new AuditEvent.ArtifactProgress(artifact.filename(), sent, total));
    }
  }
}

package dev.trustedpublishing.core;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.event.AuditEvent;
import dev.trustedpublishing.api.repository.Artifact;
import dev.trustedpublishing.api.repository.ProgressListener;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the faults of a caller's listener out of the uploads; after the first one it is not called
 * any more.
 */
final class IsolatedListener implements ProgressListener {
  private final ProgressListener listener;
  private final AuditTrail trail;
  private final AtomicBoolean broken = new AtomicBoolean();

  IsolatedListener(ProgressListener listener, AuditTrail trail) {
    this.listener = listener;
    this.trail = trail;
  }

  @Override
  public void progressed(Artifact artifact, long sent, long total) {
    if (broken.get()) {
      return;
    }
    try {
      listener.progressed(artifact, sent, total);
    } catch (RuntimeException e) {
      if (!broken.getAndSet(true)) {
        trail.record(new AuditEvent.Warned(failed(e)));
      }
    }
  }

  private Problem failed(RuntimeException e) {
    return Problem.of(
            ErrorCode.USAGE_LISTENER_FAILED,
            "A progress listener failed; it is not called any more.")
        .found(listener.getClass().getName() + " threw " + e.getClass().getSimpleName())
        .wanted("a listener that returns")
        .remedy("Look at the listener; publishing was not affected.");
  }
}

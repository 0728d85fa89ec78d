package dev.trustedpublishing.core.audit;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.audit.AuditEvent;
import java.util.List;
import java.util.Optional;

/**
 * Isolates the uploads from failures of a caller's listener, by calling it on a separate thread;
 * after the first failure, it is no longer called.
 */
public final class IsolatedListener implements ProgressListener {
  private static final int CAPACITY = 1_000;

  private final Optional<ProgressListener> listener;
  private final AuditTrail trail;
  private final AsyncDispatcher<Runnable> dispatcher;
  private volatile boolean broken;

  public IsolatedListener(Optional<ProgressListener> listener, AuditTrail trail) {
    this.listener = listener;
    this.trail = trail;
    this.dispatcher =
        new AsyncDispatcher<>("trusted-publishing-progress", CAPACITY, Runnable::run, () -> {});
  }

  @Override
  public void progressed(Artifact artifact, long sent, long total) {
    if (listener.isPresent() && !broken) {
      dispatcher.send(() -> deliver(artifact, sent, total));
    }
  }

  /**
   * Waits, within limits, until the listener has received everything; its failures become a
   * warning.
   */
  public void close() {
    dispatcher.close();
    trail.await(List.of(dispatcher));
    dispatcher.failure().ifPresent(fault -> trail.record(new AuditEvent.Warned(failed(fault))));
  }

  private void deliver(Artifact artifact, long sent, long total) {
    if (broken) {
      return;
    }
    try {
      listener.orElseThrow().progressed(artifact, sent, total);
    } catch (RuntimeException | Error e) {
      broken = true;
      throw e;
    }
  }

  private Problem failed(String fault) {
    return Problem.of(
            ErrorCode.USAGE_LISTENER_FAILED,
            "A progress listener failed; it did not receive all progress.")
        .found(listener.orElseThrow().getClass().getName() + " " + fault)
        .expected("a listener that returns at once")
        .remedy("Check the listener. Publishing was not affected.");
  }
}

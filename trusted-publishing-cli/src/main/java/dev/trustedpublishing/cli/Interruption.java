package dev.trustedpublishing.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal (SIGINT, SIGTERM) into an interrupt of the working thread, and keeps the process
 * alive until that thread has cleaned up: an API token is revoked, a sandbox is closed. SIGKILL
 * can't be handled; then the token expires.
 */
final class Interruption implements AutoCloseable {
  /** CI systems follow up with SIGKILL after some seconds (GitHub: 7.5 s). */
  private static final long GRACE_SECONDS = 3;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Thread worker) {
    hook = new Thread(() -> interrupt(worker), "trusted-publish-signal");
  }

  static Interruption ofCurrentThread() {
    return new Interruption(Thread.currentThread());
  }

  /** Starts to listen for signals. */
  void listen() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The work is done, and the process may end. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending because of a signal, so the hook is running and has been notified
      // above.
      return;
    }
  }

  private void interrupt(Thread worker) {
    worker.interrupt();
    try {
      done.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // Shutdown hooks are not interrupted; if this one is, the process may end now.
      Thread.currentThread().interrupt();
    }
  }
}

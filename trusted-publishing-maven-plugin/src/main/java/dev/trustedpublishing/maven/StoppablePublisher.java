package dev.trustedpublishing.maven;

import dev.trustedpublishing.core.TrustedPublisher;
import java.io.IOException;
import org.apache.maven.plugin.logging.Log;

/**
 * A publisher in a process that may be stopped: then its active run ends, and its API tokens are
 * revoked.
 */
final class StoppablePublisher implements AutoCloseable {
  private final TrustedPublisher publisher;
  private final Log log;
  private final Thread hook;

  StoppablePublisher(TrustedPublisher publisher, Log log) {
    this.publisher = publisher;
    this.log = log;
    this.hook = new Thread(this::end, "trusted-publishing-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  TrustedPublisher publisher() {
    return publisher;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook closes the publisher.
      return;
    }
    end();
  }

  /** An incomplete audit log does not fail a release. */
  private void end() {
    try {
      publisher.close();
    } catch (IOException e) {
      log.warn("The audit log may be incomplete. Check the disk that stores it.", e);
    }
  }
}

package dev.trustedpublishing.core.transport;

import java.io.IOException;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Hears what a server still said before its connection broke. A refusal followed by a reset is
 * often noticed as a failed write first; the answer is then there to be read, but HttpClient would
 * throw it away.
 */
final class LastWords implements IOSessionListener {
  /** Each reads up to one TLS record of 16 KiB; an error's explanation has 64 KiB at most. */
  private static final int MOST_READS = 6;

  @Override
  public void exception(IOSession session, Exception cause) {
    if (cause instanceof ExchangeEnded || !(cause instanceof IOException)) {
      return;
    }
    try {
      for (int i = 0; i < MOST_READS && session.isOpen(); i++) {
        session.getHandler().inputReady(session, null);
      }
    } catch (IOException e) {
      // It has no more to say. Why it broke is known, and this belongs to it.
      cause.addSuppressed(e);
    }
  }

  @Override
  public void connected(IOSession session) {}

  @Override
  public void startTls(IOSession session) {}

  @Override
  public void inputReady(IOSession session) {}

  @Override
  public void outputReady(IOSession session) {}

  @Override
  public void timeout(IOSession session) {}

  @Override
  public void disconnected(IOSession session) {}
}

package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.tls.PacedSessions;
import java.io.IOException;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Reads what a server sent before its connection broke. A rejection followed by a reset is often
 * noticed as a failed write first; the response is then there to be read, but HttpClient would
 * throw it away.
 */
public final class EarlyResponseReader implements IOSessionListener {
  /** Each reads up to one TLS record of 16 KiB; an error's explanation has 64 KiB at most. */
  private static final int MAX_READS = 6;

  private final Set<String> handshaking = ConcurrentHashMap.newKeySet();
  private final PacedSessions sessions;
  private final Runnable onInput;

  /**
   * @param sessions has to know when a connection is over
   * @param onInput receives that something came in on some connection
   */
  public EarlyResponseReader(PacedSessions sessions, Runnable onInput) {
    this.sessions = sessions;
    this.onInput = onInput;
  }

  @Override
  public void exception(IOSession session, Exception cause) {
    if (!isFailureOfTheSocket(cause) || handshaking.contains(session.getId())) {
      return;
    }
    try {
      for (int i = 0; i < MAX_READS && session.isOpen(); i++) {
        session.getHandler().inputReady(session, null);
      }
    } catch (IOException e) {
      // It has no more to say. Why it broke is the cause, which is reported; this text may repeat
      // what the server sent, and must not go anywhere.
      return;
    }
  }

  @Override
  public void startTls(IOSession session) {
    handshaking.add(session.getId());
  }

  @Override
  public void connected(IOSession session) {
    handshaking.remove(session.getId());
  }

  @Override
  public void disconnected(IOSession session) {
    handshaking.remove(session.getId());
    sessions.forget(session);
  }

  @Override
  public void inputReady(IOSession session) {
    onInput.run();
  }

  @Override
  public void outputReady(IOSession session) {}

  @Override
  public void timeout(IOSession session) {}

  /** Not what a decoder or the exchange threw: those have seen all that they want to see. */
  private static boolean isFailureOfTheSocket(Exception cause) {
    return cause.getClass() == IOException.class || cause instanceof SocketException;
  }
}

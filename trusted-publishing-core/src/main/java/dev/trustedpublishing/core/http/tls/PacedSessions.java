package dev.trustedpublishing.core.http.tls;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.function.Decorator;
import org.apache.hc.core5.reactor.IOSession;

/**
 * Puts a {@link PacedSession} over the TLS layer of each connection. The socket below comes first,
 * as a session of its own with the same id. Takes the place of HttpClient's own decorator, which
 * would log every byte to whoever sets the wire logger to {@code DEBUG}. Thread-safe.
 */
public final class PacedSessions implements Decorator<IOSession> {
  private final Map<String, IOSession> sockets = new ConcurrentHashMap<>();

  @Override
  public IOSession decorate(IOSession session) {
    IOSession socket = sockets.putIfAbsent(session.getId(), session);
    return socket == null ? session : new PacedSession(session, socket);
  }

  /** The connection is over. */
  public void forget(IOSession session) {
    sockets.remove(session.getId());
  }
}

package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.internal.hc.core5.http.EndpointDetails;
import dev.trustedpublishing.internal.hc.core5.reactor.IOSession;
import dev.trustedpublishing.internal.hc.core5.reactor.IOSessionListener;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches the sessions of HttpClient for events that it does not handle itself. Thread-safe.
 *
 * <p>Reads what a server sent before its connection broke. A rejection followed by a reset is often
 * noticed as a failed write first; the response can then still be read, but HttpClient would
 * discard it.
 */
public final class SessionWatch implements IOSessionListener {
  /** Each reads up to one TLS record of 16 KiB; an error's explanation has 64 KiB at most. */
  private static final int MAX_READS = 6;

  private final Map<String, IOSession> open = new ConcurrentHashMap<>();
  private final Set<String> handshaking = ConcurrentHashMap.newKeySet();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final Runnable onInput;

  /** Creates it with a callback for each read of any connection. */
  public SessionWatch(Runnable onInput) {
    this.onInput = onInput;
  }

  /**
   * Returns whether nothing has arrived on a connection: no byte, no end, no reset. HttpClient may
   * notice them after it has written the next request. Called by the connection's thread between
   * two requests. If a byte has arrived, it is consumed: the connection must be closed then.
   */
  public boolean isIdle(EndpointDetails connection) {
    boolean isOpen = false;
    for (IOSession session : open.values()) {
      if (isOf(connection, session)) {
        isOpen = true;
        if (!isIdle(session)) {
          return false;
        }
      }
    }
    return isOpen;
  }

  /**
   * Returns whether a connection has had no request yet, and remembers that it has one now. Unlike
   * HttpClient's count of requests, it does not include the request to a proxy for a tunnel. A
   * connection that is not open anymore has had one, so that {@link #isIdle} rejects it.
   */
  public boolean isFirstRequest(EndpointDetails connection) {
    boolean isFirst = false;
    for (IOSession session : open.values()) {
      if (isOf(connection, session)) {
        isFirst |= used.add(session.getId());
      }
    }
    return isFirst;
  }

  private static boolean isOf(EndpointDetails connection, IOSession session) {
    return connection.getLocalAddress().equals(session.getLocalAddress())
        && connection.getRemoteAddress().equals(session.getRemoteAddress());
  }

  private static boolean isIdle(IOSession session) {
    try {
      return session.isOpen() && session.channel().read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException reset) {
      return false;
    }
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
      // The connection has no more input. The reported failure is the cause; the text of this
      // exception may repeat bytes of the server and must not be shown.
      return;
    }
  }

  @Override
  public void startTls(IOSession session) {
    handshaking.add(session.getId());
  }

  @Override
  public void connected(IOSession session) {
    open.put(session.getId(), session);
    handshaking.remove(session.getId());
  }

  @Override
  public void disconnected(IOSession session) {
    handshaking.remove(session.getId());
    open.remove(session.getId());
    used.remove(session.getId());
  }

  @Override
  public void inputReady(IOSession session) {
    onInput.run();
  }

  @Override
  public void outputReady(IOSession session) {}

  @Override
  public void timeout(IOSession session) {}

  /** Not for exceptions of a decoder or the exchange, which have already processed the response. */
  private static boolean isFailureOfTheSocket(Exception cause) {
    return cause.getClass() == IOException.class || cause instanceof SocketException;
  }
}

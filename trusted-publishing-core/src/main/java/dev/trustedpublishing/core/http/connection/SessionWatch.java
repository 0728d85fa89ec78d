package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.internal.hc.core5.function.Decorator;
import dev.trustedpublishing.internal.hc.core5.http.EndpointDetails;
import dev.trustedpublishing.internal.hc.core5.reactor.EventMask;
import dev.trustedpublishing.internal.hc.core5.reactor.IOSession;
import dev.trustedpublishing.internal.hc.core5.reactor.IOSessionListener;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches the sessions of HttpClient for events that it does not handle itself. Thread-safe.
 *
 * <p>Lets the TLS session of each connection accept bytes only after the socket has accepted all
 * earlier ones. HttpClient's TLS layer encrypts everything at once and buffers it without a limit
 * until the socket has room: with a slow server, the whole body would be buffered and counted as
 * sent. Whether bytes are buffered is only visible from outside: the layer requests "writable"
 * events while its buffer is not empty. The session of the socket below it is created first, with
 * the same id.
 *
 * <p>Reads what a server sent before its connection broke. A rejection followed by a reset is often
 * noticed as a failed write first; the response can then still be read, but HttpClient would
 * discard it.
 */
public final class SessionWatch implements Decorator<IOSession>, IOSessionListener {
  /** Each reads up to one TLS record of 16 KiB; an error's explanation has 64 KiB at most. */
  private static final int MAX_READS = 6;

  private final Map<String, IOSession> sockets = new ConcurrentHashMap<>();
  private final Set<String> handshaking = ConcurrentHashMap.newKeySet();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private final Runnable onInput;

  /** Creates it with a callback for each read of any connection. */
  public SessionWatch(Runnable onInput) {
    this.onInput = onInput;
  }

  @Override
  public IOSession decorate(IOSession session) {
    IOSession socket = sockets.putIfAbsent(session.getId(), session);
    return socket == null ? session : paced(session, socket);
  }

  /**
   * Returns whether nothing has arrived on a connection: no byte, no end, no reset. HttpClient may
   * notice them after it has written the next request. Called by the connection's thread between
   * two requests. If a byte has arrived, it is consumed: the connection must be closed then.
   */
  public boolean isIdle(EndpointDetails connection) {
    List<IOSession> open =
        sockets.values().stream().filter(socket -> isOf(connection, socket)).toList();
    return !open.isEmpty() && open.stream().allMatch(SessionWatch::isIdle);
  }

  /**
   * Returns whether a connection has had no request yet, and remembers that it has one now. Unlike
   * HttpClient's count of requests, it does not include the request to a proxy for a tunnel. A
   * connection that is not open anymore has had one, so that {@link #isIdle} rejects it.
   */
  public boolean isFirstRequest(EndpointDetails connection) {
    List<String> open =
        sockets.entrySet().stream()
            .filter(socket -> isOf(connection, socket.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return used.addAll(open);
  }

  private static boolean isOf(EndpointDetails connection, IOSession socket) {
    return connection.getLocalAddress().equals(socket.getLocalAddress())
        && connection.getRemoteAddress().equals(socket.getRemoteAddress());
  }

  private static boolean isIdle(IOSession socket) {
    try {
      return socket.isOpen() && socket.channel().read(ByteBuffer.allocate(1)) == 0;
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
    handshaking.remove(session.getId());
  }

  @Override
  public void disconnected(IOSession session) {
    handshaking.remove(session.getId());
    sockets.remove(session.getId());
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

  /** The TLS session, of which only writing changes. */
  private static IOSession paced(IOSession tls, IOSession socket) {
    return (IOSession)
        Proxy.newProxyInstance(
            IOSession.class.getClassLoader(),
            new Class<?>[] {IOSession.class},
            (proxy, method, arguments) ->
                method.getName().equals("write")
                    ? write(tls, socket, (ByteBuffer) arguments[0])
                    : passOn(tls, method, arguments));
  }

  private static @Nullable Object passOn(
      IOSession tls, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(tls, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private static int write(IOSession tls, IOSession socket, ByteBuffer source) throws IOException {
    tls.getLock().lock();
    try {
      if (holdsBytes(tls, socket)) {
        return 0;
      }
      int taken = 0;
      int record;
      // The size of one buffer is the limit.
      while (source.hasRemaining() && (record = tls.write(source)) > 0) {
        taken += record;
      }
      return taken;
    } finally {
      tls.getLock().unlock();
    }
  }

  private static boolean holdsBytes(IOSession tls, IOSession socket) {
    boolean expected = (tls.getEventMask() & EventMask.WRITE) != 0;
    if (expected) {
      tls.clearEvent(EventMask.WRITE);
    }
    boolean holds = (socket.getEventMask() & EventMask.WRITE) != 0;
    if (expected) {
      tls.setEvent(EventMask.WRITE);
    }
    return holds;
  }
}

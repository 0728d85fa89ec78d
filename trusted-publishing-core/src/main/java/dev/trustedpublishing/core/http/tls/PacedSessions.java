package dev.trustedpublishing.core.http.tls;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.function.Decorator;
import org.apache.hc.core5.reactor.EventMask;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Lets the TLS session of each connection take the next bytes only when the socket has taken all
 * that came before.
 *
 * <p>HttpClient's TLS layer encrypts everything at once and buffers it without a limit until the
 * socket has room: with a slow server, the whole body would be buffered and counted as sent.
 * Whether bytes are left is visible only from outside: the layer requests "writable" events as long
 * as it holds bytes.
 *
 * <p>The socket below comes first, as its own session with the same id. Takes the place of
 * HttpClient's own decorator, which would log every byte to the one who sets the wire logger to
 * {@code DEBUG}. Thread-safe.
 */
public final class PacedSessions implements Decorator<IOSession> {
  private final Map<String, IOSession> sockets = new ConcurrentHashMap<>();

  @Override
  public IOSession decorate(IOSession session) {
    IOSession socket = sockets.putIfAbsent(session.getId(), session);
    return socket == null ? session : paced(session, socket);
  }

  /** The connection is over. */
  public void forget(IOSession session) {
    sockets.remove(session.getId());
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

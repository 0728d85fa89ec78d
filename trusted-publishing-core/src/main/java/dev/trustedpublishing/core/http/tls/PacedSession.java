package dev.trustedpublishing.core.http.tls;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.EventMask;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * A TLS session that takes the next bytes only when the socket has taken all that came before.
 *
 * <p>HttpClient's TLS layer takes whatever it is given, encrypts it at once and keeps it until the
 * socket has room, in a buffer without an end: a slow server would find the whole body there, every
 * byte of it counted as sent. Whether something is left can be seen only from outside: the layer
 * asks the socket for "writable" as long as it holds bytes, even if nobody else wants to write.
 */
final class PacedSession implements IOSession {
  private final IOSession tls;
  private final IOSession socket;

  PacedSession(IOSession tls, IOSession socket) {
    this.tls = tls;
    this.socket = socket;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    tls.getLock().lock();
    try {
      if (holdsBytes()) {
        return 0;
      }
      int taken = 0;
      int record;
      // One record at a time, but a whole buffer: its size is the limit.
      while (source.hasRemaining() && (record = tls.write(source)) > 0) {
        taken += record;
      }
      return taken;
    } finally {
      tls.getLock().unlock();
    }
  }

  private boolean holdsBytes() {
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

  @Override
  public int read(ByteBuffer target) throws IOException {
    return tls.read(target);
  }

  @Override
  public String getId() {
    return tls.getId();
  }

  @Override
  public IOEventHandler getHandler() {
    return tls.getHandler();
  }

  @Override
  public void upgrade(IOEventHandler handler) {
    tls.upgrade(handler);
  }

  @Override
  public Lock getLock() {
    return tls.getLock();
  }

  @Override
  public void enqueue(Command command, Command.Priority priority) {
    tls.enqueue(command, priority);
  }

  @Override
  public boolean hasCommands() {
    return tls.hasCommands();
  }

  @Override
  public Command poll() {
    return tls.poll();
  }

  @Override
  public ByteChannel channel() {
    return tls.channel();
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return tls.getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return tls.getLocalAddress();
  }

  @Override
  public int getEventMask() {
    return tls.getEventMask();
  }

  @Override
  public void setEventMask(int operations) {
    tls.setEventMask(operations);
  }

  @Override
  public void setEvent(int operation) {
    tls.setEvent(operation);
  }

  @Override
  public void clearEvent(int operation) {
    tls.clearEvent(operation);
  }

  @Override
  public boolean isOpen() {
    return tls.isOpen();
  }

  @Override
  public void close() {
    tls.close();
  }

  @Override
  public void close(CloseMode mode) {
    tls.close(mode);
  }

  @Override
  public Status getStatus() {
    return tls.getStatus();
  }

  @Override
  public Timeout getSocketTimeout() {
    return tls.getSocketTimeout();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    tls.setSocketTimeout(timeout);
  }

  @Override
  public long getLastReadTime() {
    return tls.getLastReadTime();
  }

  @Override
  public long getLastWriteTime() {
    return tls.getLastWriteTime();
  }

  @Override
  public long getLastEventTime() {
    return tls.getLastEventTime();
  }

  @Override
  public void updateReadTime() {
    tls.updateReadTime();
  }

  @Override
  public void updateWriteTime() {
    tls.updateWriteTime();
  }
}

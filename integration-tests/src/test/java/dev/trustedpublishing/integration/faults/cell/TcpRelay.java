package dev.trustedpublishing.integration.faults.cell;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The address of a server of this machine, where single connections can take another turn than
 * straight on. Sees bytes, not HTTP.
 */
final class TcpRelay implements AutoCloseable {
  private static final int BACKLOG = 200;

  /** What becomes of a connection. When it ends, the connection is closed. */
  @FunctionalInterface
  interface Turn {
    void play(Socket client) throws Exception;

    /** Leads to a server of this machine. */
    static Turn to(int port) {
      return client -> new Pipe(client, port).run();
    }

    /** Plays a proxy that makes tunnels: all of them lead to one server of this machine. */
    static Turn tunnel(int port, Consumer<String> heads) {
      return client -> {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = client.getInputStream().read();
          if (next < 0) {
            return;
          }
          head.append((char) next);
        }
        heads.accept(head.toString());
        client.getOutputStream().write("HTTP/1.1 200 Here you are\r\n\r\n".getBytes());
        new Pipe(client, port).run();
      };
    }
  }

  private final ServerSocket listening;
  private final Turn straightOn;
  private final Supplier<Optional<Turn>> remaining;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  private TcpRelay(Turn straightOn, Supplier<Optional<Turn>> remaining) throws IOException {
    this.listening = new ServerSocket(0, BACKLOG, loopback());
    this.straightOn = straightOn;
    this.remaining = remaining;
  }

  /**
   * Opens one.
   *
   * @param straightOn what becomes of most connections
   * @param remaining is asked with each new connection whether it takes another turn
   */
  static TcpRelay open(Turn straightOn, Supplier<Optional<Turn>> remaining) throws IOException {
    TcpRelay junction = new TcpRelay(straightOn, remaining);
    start(junction::accept);
    return junction;
  }

  int port() {
    return listening.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Ends a connection that nobody reads with a reset, which has arrived when this returns. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
    standBehind();
  }

  /** What this machine sends to itself stands in one line; a connection stands there too. */
  private static void standBehind() throws IOException {
    try (ServerSocket behind = new ServerSocket(0, 1, loopback())) {
      new Socket(loopback(), behind.getLocalPort()).close();
    }
  }

  static InetAddress loopback() {
    return address(1);
  }

  /** Another address of this machine. */
  static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (IOException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        client.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.add(client);
        Turn handler = remaining.get().orElse(straightOn);
        start(() -> play(handler, client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Turn handler, Socket client) {
    try (client) {
      handler.play(client);
    } catch (Exception connectionEnded) {
      // Whatever a client does to its connection is the test's business.
      return;
    } finally {
      open.remove(client);
    }
  }

  /** Carries the bytes of both directions until one side ends. */
  static final class Pipe {
    private final Socket client;
    private final int port;
    private final CompletableFuture<Thread> reader = new CompletableFuture<>();

    Pipe(Socket client, int port) {
      this.client = client;
      this.port = port;
    }

    void run() throws IOException, InterruptedException {
      try (Socket server = new Socket(loopback(), port)) {
        server.setTcpNoDelay(true);
        Thread up = start(() -> copy(client, server));
        reader.complete(up);
        copy(server, client);
        up.join();
      }
    }

    /** Ends the client's side with a reset, which has arrived when this returns. */
    void reset() throws IOException, InterruptedException {
      Thread up = reader.join();
      client.setSoLinger(true, 0);
      client.close();
      // As long as it is in a call for the socket, the system keeps that open.
      up.join();
      standBehind();
    }
  }

  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[64 * 1024];
    try {
      OutputStream out = to.getOutputStream();
      for (int count = 0; count >= 0; count = from.getInputStream().read(buffer)) {
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      endBoth(from, to);
    }
  }

  private static void endBoth(Socket one, Socket other) {
    try (one;
        other) {
      one.setSoLinger(true, 0);
      other.setSoLinger(true, 0);
    } catch (IOException gone) {
      // It was closed already, which is what was wanted.
      return;
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "junction");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}

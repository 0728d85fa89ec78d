package dev.trustedpublishing.testkit.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that runs a {@link Script} on each connection: it can respond too early or
 * never, truncate, reset, stall, and send invalid HTTP. Serves many connections at once, on daemon
 * threads. Thread-safe.
 *
 * <pre>{@code
 * try (FaultServer server = FaultServer.plain(connection -> {
 *       connection.readHead();
 *       connection.skip(1 << 20);
 *       connection.answer(413, "too large").reset();
 *     })) {
 *   client.post(server.url("/upload"), body);
 * }
 * }</pre>
 */
public final class FaultServer implements AutoCloseable {
  private static final int BACKLOG = 200;

  private final ServerSocket listening;
  private final @Nullable Security tls;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  private FaultServer(@Nullable Security tls, Script script) throws IOException {
    this.tls = tls;
    this.script = script;
    this.listening =
        new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  /**
   * Starts a server without TLS.
   *
   * @param script what it does on each connection
   * @return the running server, on a port that was free
   * @throws IOException if no port is available
   */
  public static FaultServer plain(Script script) throws IOException {
    return new FaultServer(null, script).start();
  }

  /**
   * Starts a server that uses TLS. The handshake happens when the script first reads or sends, so a
   * script that does neither imitates a server that hangs in the handshake.
   *
   * @param tls its key and certificate, such as {@link
   *     dev.trustedpublishing.testkit.http.LoopbackCertificate#context()}
   * @param script what it does on each connection
   * @return the running server, on a port that was free
   * @throws IOException if no port is available
   */
  public static FaultServer tls(SSLContext tls, Script script) throws IOException {
    return tls(tls, socket -> {}, script);
  }

  /**
   * Starts a server that uses TLS with special settings, as far as Java supports them.
   *
   * @param tls its key and certificate
   * @param settings changes each connection before its handshake, for example to require a client
   *     certificate
   * @param script what it does on each connection
   * @return the running server, on a port that was free
   * @throws IOException if no port is available
   */
  public static FaultServer tls(SSLContext tls, Consumer<SSLSocket> settings, Script script)
      throws IOException {
    return new FaultServer(new Security(tls, settings), script).start();
  }

  /**
   * Returns the port that the server listens on.
   *
   * @return the port
   */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * Creates an address of this server.
   *
   * @param path the path, with a slash at its start
   * @return the address, such as {@code http://127.0.0.1:40000/path}
   */
  public URI url(String path) {
    return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + port() + path);
  }

  /**
   * Lists what {@link ServerConnection#readHead} read, on any connection. They include credentials,
   * because this is a record for tests.
   *
   * @return the heads of the requests, oldest first, with their line ends
   */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /**
   * Counts connections, including those on which nothing was sent.
   *
   * @return how many were accepted so far
   */
  public int connections() {
    return connections.get();
  }

  /** Stops waiting scripts and closes all connections and the port. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** How connections are secured. */
  record Security(SSLContext context, Consumer<SSLSocket> settings) {
    SSLSocket secure(Socket raw) throws IOException {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
      socket.setUseClientMode(false);
      settings.accept(socket);
      return socket;
    }
  }

  private FaultServer start() {
    Daemon.start("fault-server", this::accept);
    return this;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        // What was sent must be on the wire before a reset discards the rest.
        socket.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.add(socket);
        Daemon.start("fault-connection", () -> play(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(new ServerConnection(socket, tls, heads::add, closing));
    } catch (Exception connectionEnded) {
      // Failures that a client causes on its connection are expected; the test checks them.
    } finally {
      open.remove(socket);
    }
  }
}

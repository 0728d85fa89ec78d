package dev.trustedpublishing.testkit.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A proxy in front of a real server of this machine that injects network faults. It sees bytes, not
 * HTTP: in front of a TLS server it changes the encrypted bytes. Serves many connections at once,
 * on daemon threads. Thread-safe.
 *
 * <pre>{@code
 * try (FaultProxy proxy =
 *     FaultProxy.inFrontOf(
 *         registry.uri(),
 *         number -> number == 0 ? NetworkFaults.up(new NetworkFault.Reset(1 << 20)) : NetworkFaults.none())) {
 *   publish(proxy.uri());
 * }
 * }</pre>
 *
 * <p>For random faults, let the number of the connection choose the seed, so that the timing of
 * threads does not change which connection gets which faults: {@code number ->
 * NetworkFaults.random(new SplittableRandom(seed + number), size)}.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 200;

  private final URI target;
  private final IntFunction<NetworkFaults> plan;
  private final ServerSocket listening;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private FaultProxy(URI target, IntFunction<NetworkFaults> plan) throws IOException {
    this.target = target;
    this.plan = plan;
    this.listening =
        new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  /**
   * Starts a proxy.
   *
   * @param target the server, with its port; must be on 127.0.0.1
   * @param plan returns the faults of a connection by its number, counted from 0 in the order of
   *     arrival
   * @return the running proxy, on a port that was free
   * @throws IOException if no port is available
   */
  public static FaultProxy inFrontOf(URI target, IntFunction<NetworkFaults> plan)
      throws IOException {
    FaultProxy proxy = new FaultProxy(target, plan);
    Daemon.start("fault-proxy", proxy::accept);
    return proxy;
  }

  /**
   * Returns the address that clients must use.
   *
   * @return the server's address, with the proxy's port instead of its own
   */
  public URI uri() {
    String path = target.getRawPath() == null ? "" : target.getRawPath();
    return URI.create(target.getScheme() + "://127.0.0.1:" + listening.getLocalPort() + path);
  }

  /**
   * Counts connections.
   *
   * @return how many were accepted so far
   */
  public int connections() {
    return connections.get();
  }

  /** Closes the port and all connections. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        NetworkFaults faults = plan.apply(connections.getAndIncrement());
        open.add(client);
        connect(client, faults);
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client, NetworkFaults faults) throws IOException {
    try {
      Socket server =
          new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), target.getPort());
      open.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      int number = connections.get();
      Daemon.start("fault-up", () -> pump(client, server, faults.up(), number));
      Daemon.start("fault-down", () -> pump(server, client, faults.down(), -number));
    } catch (IOException noServer) {
      client.close();
    }
  }

  private void pump(Socket from, Socket to, List<NetworkFault> faults, int seed) {
    try {
      if (new Relay(from, to, faults, seed).run() == Relay.End.BROKEN) {
        from.setSoLinger(true, 0);
        to.setSoLinger(true, 0);
        from.close();
        to.close();
      }
    } catch (IOException | InterruptedException ended) {
      // One side has closed its connection, so the other must be closed too.
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Expected: the connection was closed already.
      return;
    }
  }
}

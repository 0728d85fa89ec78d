package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.testkit.fault.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** Relays the bytes of one connection to a server of this machine until one side ends. */
final class TcpRelay {
  private final Socket client;
  private final int port;
  private final CompletableFuture<Thread> reader = new CompletableFuture<>();

  TcpRelay(Socket client, int port) {
    this.client = client;
    this.port = port;
  }

  /** A script that relays to a port of this machine. */
  static Script to(int port) {
    return connection -> new TcpRelay(connection.rawSocket(), port).run();
  }

  void run() throws IOException, InterruptedException {
    try (Socket server = new Socket(loopback(), port)) {
      server.setTcpNoDelay(true);
      Thread up = new Thread(() -> copy(client, server), "tcp-relay");
      up.setDaemon(true);
      up.start();
      reader.complete(up);
      copy(server, client);
      up.join();
    }
  }

  /** Resets the client's side. The reset has arrived when this returns. */
  void reset() throws IOException, InterruptedException {
    Thread up = reader.join();
    client.setSoLinger(true, 0);
    client.close();
    // As long as it is in a call for the socket, the system keeps that open.
    up.join();
    awaitDelivery();
  }

  /** Resets a connection that no thread reads. The reset has arrived when this returns. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
    awaitDelivery();
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

  /**
   * The loopback device delivers in order, so a new connection arrives after what was sent before.
   */
  static void awaitDelivery() throws IOException {
    try (ServerSocket behind = new ServerSocket(0, 1, loopback())) {
      new Socket(loopback(), behind.getLocalPort()).close();
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
      // It was closed already, as intended.
      return;
    }
  }
}

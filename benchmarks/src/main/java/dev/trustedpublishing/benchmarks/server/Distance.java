package dev.trustedpublishing.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A network between the tools and the server: it delivers bytes half a round trip later, and the
 * first ones of a connection a round trip later still, as if its SYN had to travel. Many segments
 * are on their way at once. It models neither the slow start of a connection nor loss, both of
 * which make new connections more expensive.
 *
 * <p>Arguments: the port of the server, then for each network the round trip in milliseconds and
 * the bandwidth in Mbit/s of all connections together, with a slash in between. Prints the ports.
 */
public final class Distance {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** As much as is on its way at 1 Gbit/s and 150 ms. */
  private static final int MOST_SEGMENTS = 2_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int server;
  private final long halfRoundTrip;
  private final Link up;
  private final Link down;

  private Distance(int server, long roundTripMillis, long megabits) {
    this.server = server;
    this.halfRoundTrip = TimeUnit.MILLISECONDS.toNanos(roundTripMillis) / 2;
    this.up = new Link(megabits);
    this.down = new Link(megabits);
  }

  /**
   * Serves until the process is ended.
   *
   * @param args see above
   */
  public static void main(String[] args) throws IOException {
    StringBuilder ports = new StringBuilder();
    for (int i = 1; i < args.length; i++) {
      String[] network = args[i].split("/", -1);
      Distance distance =
          new Distance(
              Integer.parseInt(args[0]), Long.parseLong(network[0]), Long.parseLong(network[1]));
      ports.append(distance.listen()).append(' ');
    }
    System.out.println(ports.toString().strip());
    System.out.flush();
    // The parent process holds the other end; this process must not outlive it.
    System.in.read();
    System.exit(0);
  }

  private int listen() throws IOException {
    ServerSocket listening = new ServerSocket(0, 1024, here());
    threads.execute(() -> {
      while (true) {
        try {
          Socket client = listening.accept();
          threads.execute(() -> connect(client));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    return listening.getLocalPort();
  }

  private void connect(Socket client) {
    long handshake = 2 * halfRoundTrip;
    try {
      Socket target = new Socket(here(), server);
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      carry(client, target, up, System.nanoTime() + handshake);
      carry(target, client, down, System.nanoTime());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress here() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private record Segment(byte[] bytes, int length, long due) {}

  /** The bandwidth of one direction. */
  private static final class Link {
    private final long nanosPerKibibyte;
    private long free;

    Link(long megabits) {
      nanosPerKibibyte = 1024 * 8 * 1_000 / megabits;
    }

    /** Returns when so many bytes that are ready now have left. */
    synchronized long departure(int bytes, long ready) {
      free = Math.max(free, ready) + bytes * nanosPerKibibyte / 1024;
      return free;
    }
  }

  private void carry(Socket from, Socket to, Link link, long earliest) {
    BlockingQueue<Segment> travelling = new LinkedBlockingQueue<>(MOST_SEGMENTS);
    threads.execute(() -> send(from, link, earliest, travelling));
    threads.execute(() -> deliver(to, travelling));
  }

  private void send(Socket from, Link link, long earliest, BlockingQueue<Segment> travelling) {
    try {
      int length = 0;
      while (length >= 0) {
        byte[] bytes = new byte[BUFFER_BYTES];
        length = read(from, bytes);
        long ready = Math.max(earliest, System.nanoTime());
        long left = length > 0 ? link.departure(length, ready) : ready;
        travelling.put(new Segment(bytes, length, left + halfRoundTrip));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns -1 at the end of the connection, whatever ended it. */
  private static int read(Socket from, byte[] bytes) {
    try {
      InputStream in = from.getInputStream();
      return in.read(bytes);
    } catch (IOException reset) {
      return -1;
    }
  }

  private static void deliver(Socket to, BlockingQueue<Segment> travelling) {
    try {
      OutputStream out = to.getOutputStream();
      while (true) {
        Segment segment = travelling.take();
        TimeUnit.NANOSECONDS.sleep(segment.due() - System.nanoTime());
        if (segment.length() < 0) {
          to.shutdownOutput();
          return;
        }
        out.write(segment.bytes(), 0, segment.length());
      }
    } catch (IOException gone) {
      // The receiver closed its side; the sender notices the same way, by its own end.
      closeQuietly(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      // It is closed, as intended.
      return;
    }
  }
}

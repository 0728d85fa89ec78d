package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.core.http.WithNames;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.integration.faults.Expected.Seen;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** T01 to T04, T10 to T12, T25: what goes wrong with names and with connections. */
final class ConnectionFaults {
  private static final String ALL = "OAXPUR";

  /** More than what the client hands over at once. */
  private static final int SEVERAL_BUFFERS = 1 << 10;

  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private ConnectionFaults() {}

  static List<Cell> cells() {
    return Stream.of(names(), connects(), before(), used(), within())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Cell> names() {
    Expected unresolved = Expected.again("temporary.dns", "NOT_SENT", Seen.NOTHING);
    WithNames.Names unknown =
        host -> {
          throw new UnknownHostException(host);
        };
    return List.of(
        Cell.of("T01 unknown name", ALL, names(d -> unknown), unresolved).in(Cell.OVER_TLS),
        Cell.of("T01 name without an address", ALL, names(d -> host -> addresses()), unresolved)
            .in(Cell.ONCE_OVER_TLS),
        Cell.of(
                "T01 name service that does not answer",
                ALL,
                names(ConnectionFaults::noAnswer),
                unresolved)
            .in(Cell.ONCE_OVER_TLS),
        Cell.of(
                "T01 unknown name for ever",
                "OAXPUR",
                names(d -> unknown).and(d -> d.times(Integer.MAX_VALUE)),
                Expected.forever("temporary.dns"))
            .in(Cell.ONCE_OVER_TLS)
            .saying(".example can't be resolved"));
  }

  private static WithNames.Names noAnswer(Detour detour) {
    CountDownLatch over = new CountDownLatch(1);
    detour.afterwards(over::countDown);
    detour.settings(usual -> usual.with(Limit.CONNECT, Duration.ofMillis(50)));
    return host -> {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return addresses();
    };
  }

  private static List<Cell> connects() {
    return List.of(
        Cell.of(
            "T02 first address refuses",
            ALL,
            names(d -> host -> addresses(2, 1)),
            Expected.harmless()),
        Cell.of("T03 first address is silent", ALL, silent(), Expected.harmless()),
        Cell.of(
            "T04 refused everywhere",
            ALL,
            names(d -> host -> addresses(2, 3)),
            Expected.again("temporary.connect", "NOT_SENT", Seen.NOTHING)),
        Cell.of(
                "T04 refused everywhere for ever",
                ALL,
                names(d -> host -> addresses(2, 3)).and(d -> d.times(Integer.MAX_VALUE)),
                Expected.forever("temporary.connect"))
            .in(Cell.ONCE_OVER_TLS)
            .checking((story, detour) ->
                story
                    .failure()
                    .ifPresent(e ->
                        assertThat(e).hasMessageContaining(".example, port " + detour.port()))));
  }

  private static Fault silent() {
    return names(
            detour -> {
              detour.closing(silentAddress(detour.port()));
              return host -> addresses(2, 1);
            })
        .and(detour -> detour.settings(usual -> usual.with(Limit.CONNECT, Duration.ofSeconds(1))));
  }

  /** A server whose queue is full, so that the next one gets no answer. */
  private static AutoCloseable silentAddress(int port) throws IOException {
    ServerSocket full = new ServerSocket(port, 1, Junction.address(2));
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(full.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException silent) {
        return () -> {
          full.close();
          for (Socket one : waiting) {
            one.close();
          }
        };
      }
    }
    throw new IOException("the queue does not get full");
  }

  /** The server ends the connection in the handshake, so nothing of ours was on its way. */
  private static List<Cell> before() {
    Expected unsent =
        Expected.again("temporary.connection-lost|temporary.tls", "NOT_SENT", Seen.NOTHING);
    Fault reset =
        Fault.ofConnection(detour ->
            detour.turn(client -> {
              client.getInputStream().read();
              Junction.reset(client);
            }));
    Fault end =
        Fault.ofConnection(detour ->
            detour.turn(client -> {
              client.getInputStream().read();
              client.shutdownOutput();
              client.getInputStream().readAllBytes();
            }));
    return List.of(
        Cell.of("T10 reset before any byte of ours", ALL, reset, unsent).in(Cell.OVER_TLS),
        Cell.of("T10 end before any byte of ours", ALL, end, unsent).in(Cell.OVER_TLS));
  }

  /** A transport that has a connection to the server already. */
  private static List<Cell> used() {
    return List.of(
        Cell.of("T11 closed before the request", ALL, keptAlive(GOOD), Expected.harmless())
            .checking((story, detour) ->
                assertThat(detour.earlier()).hasSize(isGet(detour.call()) ? 2 : 1)),
        Cell.of(
                "T25 answer that nobody asked for",
                ALL,
                keptAlive(GOOD + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
                Expected.harmless())
            .checking((story, detour) -> assertThat(detour.earlier()).hasSize(1)));
  }

  /** Only these may use a connection twice. */
  private static boolean isGet(Call call) {
    return call == Call.OBTAIN || call == Call.AUDIENCE || call == Call.PRESENCE;
  }

  private static Fault keptAlive(String answer) {
    return Fault.ofConnection(detour -> {
      FaultServer server =
          detour.closing(
              FaultServer.plain(connection -> {
                connection.readHead();
                connection.say(answer);
                connection.readHead();
              }));
      detour.earlier(server::heads);
      detour.turnOfAnEarlier("/", Junction.Turn.to(server.port()));
    });
  }

  private static List<Cell> within() {
    Expected unsent = Expected.again("temporary.connection-lost", "NOT_SENT", Seen.NOTHING);
    Expected unclear = Expected.again("temporary.connection-lost", "AMBIGUOUS", Seen.NOTHING);
    Fault half =
        Fault.of((scene, around) -> {
          scene.read(scene.length() / 2);
          scene.connection().reset();
        });
    return List.of(
        Cell.of("T12 reset after one byte", "XU", resetAfter(1), unsent.except("X", unclear)),
        Cell.of("T12 reset in the headers", "XU", resetAfter(60), unsent.except("X", unclear)),
        Cell.of("T12 reset within a body in memory", "X", half, unclear)
            .in(EnumSet.of(Cell.Setting.INDEX_PLAIN, Cell.Setting.PYPI_TLS)),
        Cell.of("T12 reset at the end of the headers", "U", resetWithin(length -> 0), unsent)
            .in(Cell.EVERYWHERE),
        Cell.of("T12 reset after the first byte", "U", resetWithin(length -> 1), unsent)
            .in(Cell.EVERYWHERE),
        Cell.of("T12 reset after half of the body", "U", resetWithin(n -> n / 2), unsent)
            .in(Cell.EVERYWHERE),
        // What the TLS layer has taken counts as sent.
        Cell.of("T12 reset one byte before the end", "U", resetWithin(n -> n - 1), unsent),
        Cell.of("T12 reset one byte before the end", "U", resetWithin(n -> n - 1), unclear)
            .in(Cell.OVER_TLS));
  }

  /** The server has read this much. */
  private static Fault resetAfter(int count) {
    return Fault.ofConnection(
            detour -> {
              CountDownLatch broken = new CountDownLatch(1);
              detour.turn(client -> {
                client.getInputStream().readNBytes(count);
                Junction.reset(client);
                broken.countDown();
              });
              detour.change(
                  HeldBack.until(length -> length / 4, () -> broken.await(10, TimeUnit.SECONDS)));
            })
        .with(SEVERAL_BUFFERS);
  }

  /** The client has given this much of the file to its transport. */
  private static Fault resetWithin(LongUnaryOperator at) {
    return Fault.ofConnection(
            detour -> {
              CompletableFuture<Junction.Pipe> connected = new CompletableFuture<>();
              detour.turn(client -> {
                Junction.Pipe pipe = new Junction.Pipe(client, detour.front());
                connected.complete(pipe);
                pipe.run();
              });
              detour.change(HeldBack.until(at, () -> connected.join().reset()));
            })
        .with(SEVERAL_BUFFERS);
  }

  @FunctionalInterface
  private interface Naming {
    WithNames.Names of(Detour detour) throws Exception;
  }

  private static Fault names(Naming naming) {
    return Fault.ofConnection(detour -> detour.names(naming.of(detour)));
  }

  /** Addresses of this machine; only at the first one somebody listens. */
  private static InetAddress[] addresses(int... last) {
    InetAddress[] addresses = new InetAddress[last.length];
    for (int i = 0; i < last.length; i++) {
      addresses[i] = Junction.address(last[i]);
    }
    return addresses;
  }
}

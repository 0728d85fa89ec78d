package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.core.http.WithNames;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.integration.faults.cell.ExpectedOutcome.Seen;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import dev.trustedpublishing.testkit.fault.ServerConnection;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** T01 to T04, T10 to T12, T25, T32: what goes wrong with names and with connections. */
final class ConnectionFaults {
  private static final String ALL = "OAXPUR";

  /** More than what the client passes at once. */
  private static final int SEVERAL_BUFFERS = 1 << 10;

  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  private ConnectionFaults() {}

  static List<FaultCell> cells() {
    return Stream.of(names(), connects(), before(), used(), within())
        .flatMap(List::stream)
        .toList();
  }

  private static List<FaultCell> names() {
    ExpectedOutcome unresolved = ExpectedOutcome.again("temporary.dns", "NOT_SENT", Seen.NOTHING);
    WithNames.Names unknown =
        host -> {
          throw new UnknownHostException(host);
        };
    return List.of(
        FaultCell.of("T01 unknown name", ALL, names(d -> unknown), unresolved)
            .in(FaultCell.OVER_TLS),
        FaultCell.of(
                "T01 name without an address", ALL, names(d -> host -> addresses()), unresolved)
            .in(FaultCell.ONCE_OVER_TLS),
        FaultCell.of(
                "T01 name service that does not answer",
                ALL,
                names(ConnectionFaults::noAnswer),
                unresolved)
            .in(FaultCell.ONCE_OVER_TLS),
        FaultCell.of(
                "T01 unknown name for ever",
                "OAXPUR",
                names(d -> unknown).and(d -> d.times(Integer.MAX_VALUE)),
                ExpectedOutcome.forever("temporary.dns"))
            .in(FaultCell.ONCE_OVER_TLS)
            .saying(".example can't be resolved"));
  }

  private static WithNames.Names noAnswer(FaultyRoute route) {
    CountDownLatch over = new CountDownLatch(1);
    route.afterDiversion(over::countDown);
    route.settings(usual -> usual.with(Limit.CONNECT, Duration.ofSeconds(1)));
    return host -> {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return addresses();
    };
  }

  private static List<FaultCell> connects() {
    return List.of(
        FaultCell.of(
            "T02 first address refuses",
            ALL,
            names(d -> host -> addresses(2, 1)),
            ExpectedOutcome.harmless()),
        FaultCell.of("T03 first address is silent", ALL, silent(), ExpectedOutcome.harmless()),
        FaultCell.of(
            "T04 refused everywhere",
            ALL,
            names(d -> host -> addresses(2, 3)),
            ExpectedOutcome.again("temporary.connect", "NOT_SENT", Seen.NOTHING)),
        FaultCell.of(
                "T04 refused everywhere for ever",
                ALL,
                names(d -> host -> addresses(2, 3)).and(d -> d.times(Integer.MAX_VALUE)),
                ExpectedOutcome.forever("temporary.connect"))
            .in(FaultCell.ONCE_OVER_TLS)
            .checking((observed, route) ->
                observed
                    .failure()
                    .ifPresent(e ->
                        assertThat(e).hasMessageContaining(".example, port " + route.port()))));
  }

  private static CellFault silent() {
    return names(
            route -> {
              route.closing(silentAddress(route.port()));
              return host -> addresses(2, 1);
            })
        .and(route -> route.settings(usual -> usual.with(Limit.CONNECT, Duration.ofSeconds(1))));
  }

  /** A server whose queue is full, so that the next one gets no response. */
  private static AutoCloseable silentAddress(int port) throws IOException {
    ServerSocket full = new ServerSocket(port, 1, TcpRelay.address(2));
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
  private static List<FaultCell> before() {
    ExpectedOutcome unsent =
        ExpectedOutcome.again("temporary.connection-lost|temporary.tls", "NOT_SENT", Seen.NOTHING);
    CellFault reset =
        CellFault.ofConnection(route ->
            route.handler(connection -> {
              connection.read(1);
              TcpRelay.reset(connection.rawSocket());
            }));
    CellFault end =
        CellFault.ofConnection(route ->
            route.handler(connection -> {
              connection.read(1);
              connection.drain();
            }));
    return List.of(
        FaultCell.of("T10 reset before any byte of ours", ALL, reset, unsent)
            .in(FaultCell.OVER_TLS),
        FaultCell.of("T10 end before any byte of ours", ALL, end, unsent).in(FaultCell.OVER_TLS));
  }

  /** A transport that has a connection to the server already. */
  private static List<FaultCell> used() {
    ExpectedOutcome lost =
        ExpectedOutcome.harmless()
            .except(
                "U", ExpectedOutcome.again("temporary.connection-lost", "AMBIGUOUS", Seen.NOTHING));
    return List.of(
        FaultCell.of(
                "T11 closed before the request",
                ALL,
                keptAlive(
                    (connection, heads) -> connection.send(GOOD).rawSocket().close(),
                    (connection, heads) -> {}),
                ExpectedOutcome.harmless())
            .checking((observed, route) -> assertThat(route.earlierHeads()).hasSize(1)),
        FaultCell.of(
                "T32 closed instead of a response",
                ALL,
                keptAlive(
                    (connection, heads) -> connection.send(GOOD), ConnectionFaults::readRequest),
                lost)
            .checking(ConnectionFaults::isTriedOnce),
        FaultCell.of(
                "T32 reset instead of a response",
                ALL,
                keptAlive(
                    (connection, heads) -> connection.send(GOOD),
                    (connection, heads) -> {
                      readRequest(connection, heads);
                      connection.reset();
                    }),
                lost)
            .checking(ConnectionFaults::isTriedOnce),
        FaultCell.of(
                "T25 answer that nobody asked for",
                ALL,
                keptAlive(
                    (connection, heads) ->
                        connection.send(GOOD + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
                    (connection, heads) -> heads.add(connection.readHead())),
                ExpectedOutcome.harmless())
            .checking((observed, route) -> assertThat(route.earlierHeads()).hasSize(1)));
  }

  private static void readRequest(ServerConnection connection, List<String> heads)
      throws IOException {
    heads.add(connection.readHead());
    // Whole: otherwise it may or may not have been sent when the connection ends.
    connection.readBody(heads.get(heads.size() - 1));
  }

  /** Exchange and revocation use a kept connection only of a server that is known to keep them. */
  private static void isTriedOnce(RunRecord observed, FaultyRoute route) {
    boolean tries = route.call() != Call.EXCHANGE && route.call() != Call.REVOKE;
    assertThat(route.earlierHeads()).hasSize(tries ? 2 : 1);
  }

  @FunctionalInterface
  private interface Part {
    void play(ServerConnection connection, List<String> heads) throws Exception;
  }

  /** The earlier request has its response, and what comes after it has arrived, before the call. */
  private static CellFault keptAlive(Part earlier, Part then) {
    return CellFault.ofConnection(route -> {
      CountDownLatch done = new CountDownLatch(1);
      List<String> heads = new CopyOnWriteArrayList<>();
      route.earlierHeads(() -> heads);
      route.handleEarlierConnection(
          "/",
          connection -> {
            heads.add(connection.readHead());
            earlier.play(connection, heads);
            TcpRelay.awaitDelivery();
            done.countDown();
            then.play(connection, heads);
          },
          () -> done.await(10, TimeUnit.SECONDS));
    });
  }

  private static List<FaultCell> within() {
    ExpectedOutcome unsent =
        ExpectedOutcome.again("temporary.connection-lost", "NOT_SENT", Seen.NOTHING);
    ExpectedOutcome unclear =
        ExpectedOutcome.again("temporary.connection-lost", "AMBIGUOUS", Seen.NOTHING);
    CellFault half =
        CellFault.of((request, context) -> {
          request.read(request.length() / 2);
          request.connection().reset();
        });
    return List.of(
        FaultCell.of("T12 reset after one byte", "XU", resetAfter(1), unsent.except("X", unclear)),
        FaultCell.of("T12 reset in the headers", "XU", resetAfter(60), unsent.except("X", unclear)),
        FaultCell.of("T12 reset within a body in memory", "X", half, unclear)
            .in(EnumSet.of(FaultCell.Setting.INDEX_PLAIN, FaultCell.Setting.PYPI_TLS)),
        FaultCell.of("T12 reset at the end of the headers", "U", resetWithin(length -> 0), unsent)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T12 reset after the first byte", "U", resetWithin(length -> 1), unsent)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T12 reset after half of the body", "U", resetWithin(n -> n / 2), unsent)
            .in(FaultCell.EVERYWHERE),
        // What the TLS layer has taken counts as sent; it takes nothing before the socket has all.
        FaultCell.of("T12 reset one byte before the end", "U", resetWithin(n -> n - 1), unsent)
            .in(FaultCell.EVERYWHERE));
  }

  /** The server has read this much. */
  private static CellFault resetAfter(int count) {
    return CellFault.ofConnection(
            route -> {
              CountDownLatch broken = new CountDownLatch(1);
              route.handler(connection -> {
                connection.read(count);
                TcpRelay.reset(connection.rawSocket());
                broken.countDown();
              });
              route.change(
                  PausedBody.until(length -> length / 4, () -> broken.await(10, TimeUnit.SECONDS)));
            })
        .with(SEVERAL_BUFFERS);
  }

  /** The client has given this much of the file to its transport. */
  private static CellFault resetWithin(LongUnaryOperator at) {
    return CellFault.ofConnection(
            route -> {
              CompletableFuture<TcpRelay> connected = new CompletableFuture<>();
              route.handler(connection -> {
                TcpRelay relay = new TcpRelay(connection.rawSocket(), route.gatewayPort());
                connected.complete(relay);
                relay.run();
              });
              route.change(PausedBody.until(at, () -> connected.join().reset()));
            })
        .with(SEVERAL_BUFFERS);
  }

  @FunctionalInterface
  private interface Naming {
    WithNames.Names of(FaultyRoute route) throws Exception;
  }

  private static CellFault names(Naming naming) {
    return CellFault.ofConnection(route -> route.names(naming.of(route)));
  }

  /** Addresses of this machine; only the first one has a listener. */
  private static InetAddress[] addresses(int... last) {
    InetAddress[] addresses = new InetAddress[last.length];
    for (int i = 0; i < last.length; i++) {
      addresses[i] = TcpRelay.address(last[i]);
    }
    return addresses;
  }
}

package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.Script;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T11, T25 and T32: what a connection that an earlier request used may be used for, and its end.
 */
class KeptConnectionsTest {
  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.make("ip:127.0.0.1");
  }

  /** The requests of a run. */
  private enum Kind {
    LOOK(0),
    UPLOAD(10),
    LARGE_UPLOAD(64 << 20),
    EXCHANGE(2);

    private final int length;

    Kind(int length) {
      this.length = length;
    }

    HttpRequest to(FaultServer server) {
      return switch (this) {
        case LOOK -> HttpRequest.get(server.url("/"), "ask");
        case UPLOAD, LARGE_UPLOAD ->
            HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(length));
        case EXCHANGE ->
            HttpRequest.post(server.url("/"), "exchange").withBody(HttpBody.text("{}"));
      };
    }
  }

  /** How a server ends a connection. */
  private enum End {
    FIN {
      @Override
      void play(ServerConnection connection) throws IOException {
        connection.rawSocket().close();
      }
    },
    CLOSE_NOTIFY {
      @Override
      void play(ServerConnection connection) throws IOException {
        connection.halfClose().rawSocket().close();
      }
    },
    RST {
      @Override
      void play(ServerConnection connection) throws IOException {
        connection.reset();
      }
    };

    abstract void play(ServerConnection connection) throws IOException;
  }

  @ParameterizedTest(name = "{0}: {1} connections")
  @CsvSource({
    "LOOK LOOK UPLOAD UPLOAD EXCHANGE, 1",
    "UPLOAD UPLOAD EXCHANGE LOOK, 1",
    // Never the first to try: the response has a token, and the request can't be repeated.
    "LOOK EXCHANGE EXCHANGE, 3",
    "LOOK EXCHANGE UPLOAD EXCHANGE, 2",
  })
  @FaultRow("T11")
  void connection_isUsedAgain(String requests, int connections) throws Exception {
    try (FaultServer server = FaultServer.plain(answering(Integer.MAX_VALUE, End.FIN));
        var transport = transport()) {
      for (String request : requests.split(" ", -1)) {
        assertThat(transport.send(Kind.valueOf(request).to(server)).status()).isEqualTo(200);
      }

      assertThat(server.connections()).isEqualTo(connections);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: close", "Keep-Alive: timeout=0"})
  @FaultRow("T11")
  void connectionThatServerWillClose_isNotUsedAgain(String header) throws Exception {
    try (FaultServer server =
            FaultServer.plain(connection -> {
              while (true) {
                connection.readRequest();
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + header + "\r\n\r\n");
              }
            });
        var transport = transport()) {
      for (int i = 0; i < 3; i++) {
        transport.send(Kind.UPLOAD.to(server));
      }

      assertThat(server.connections()).isEqualTo(3);
    }
  }

  /** Before the first byte of the request: it is sent on another connection, and nobody notices. */
  @ParameterizedTest(name = "{0} after {1}, TLS {2}")
  @CsvSource({
    "LARGE_UPLOAD, FIN, false",
    "LARGE_UPLOAD, RST, false",
    "UPLOAD, FIN, false",
    "UPLOAD, RST, false",
    "EXCHANGE, FIN, false",
    "EXCHANGE, RST, false",
    "LARGE_UPLOAD, FIN, true",
    "LARGE_UPLOAD, CLOSE_NOTIFY, true",
    "UPLOAD, RST, true",
    "EXCHANGE, CLOSE_NOTIFY, true",
  })
  @FaultRow("T11")
  void connectionClosedWhileIdle_isReplaced(Kind kind, End end, boolean tls) throws Exception {
    BlockingQueue<String> received = new SynchronousQueue<>();
    BlockingQueue<String> ended = new SynchronousQueue<>();
    Script script =
        connection -> {
          while (!connection.readHead().contains("LAST")) {
            connection.read(kind.length);
            connection.answer(200, "ok");
          }
          connection.answer(200, "ok");
          received.take();
          end.play(connection);
          awaitDelivery();
          ended.put("the end has arrived");
        };
    try (FaultServer server = tls ? tls(script) : FaultServer.plain(script);
        var transport = transport()) {
      for (int i = 0; i < 5; i++) {
        assertThat(transport.send(kind.to(server)).status()).isEqualTo(200);
        transport.send(HttpRequest.get(server.url("/LAST"), "ask"));
        received.put("the response has arrived");
        ended.take();
      }
    }
  }

  /** After the first byte it is like any broken upload, but for one request of the server only. */
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "UPLOAD, FIN, AMBIGUOUS",
    "UPLOAD, RST, AMBIGUOUS",
    "LARGE_UPLOAD, FIN, NOT_SENT",
    "LARGE_UPLOAD, RST, NOT_SENT",
  })
  @FaultRow("T32")
  void connectionClosedBeforeResponse_isReportedOnce(Kind kind, End end, AttemptOutcome outcome)
      throws Exception {
    Script halfWay =
        connection -> {
          answer(connection, 1);
          String head = connection.readHead();
          if (outcome == AttemptOutcome.AMBIGUOUS) {
            connection.readBody(head);
          }
          end.play(connection);
        };
    try (FaultServer server = FaultServer.plain(halfWay);
        var transport = transport()) {
      transport.send(kind.to(server));

      TransportException failure =
          catchThrowableOfType(TransportException.class, () -> transport.send(kind.to(server)));
      assertThat(failure.problem().code()).hasToString("temporary.connection-lost");
      assertThat(failure.outcome()).isEqualTo(outcome);

      for (int i = 0; i < 3; i++) {
        assertThat(transport.send(kind.to(server)).status()).isEqualTo(200);
      }
      assertThat(server.connections()).isEqualTo(4);
    }
  }

  /** The end of the connection and the next request meet somewhere, each time somewhere else. */
  @ParameterizedTest
  @EnumSource(End.class)
  @FaultRow("T32")
  void serverThatClosesAfterEachResponse_losesOneRequestAtMost(End end) throws Exception {
    try (FaultServer server = FaultServer.plain(answering(1, end));
        var transport = transport()) {
      int lost = 0;
      for (int i = 0; i < 500; i++) {
        try {
          transport.send(Kind.UPLOAD.to(server));
        } catch (TransportException e) {
          assertThat(e.problem().code()).hasToString("temporary.connection-lost");
          lost++;
        }
      }

      assertThat(lost).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(End.class)
  @FaultRow("T32")
  void serverThatClosesAfterEachResponse_losesNoExchange(End end) throws Exception {
    try (FaultServer server = FaultServer.plain(answering(1, end));
        var transport = transport()) {
      for (int i = 0; i < 500; i++) {
        transport.send(Kind.LOOK.to(server));
        assertThat(transport.send(Kind.EXCHANGE.to(server)).status()).isEqualTo(200);
      }
    }
  }

  @Test
  @FaultRow("T25")
  void connectionWithUnrequestedBytes_isNotUsedForUpload() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    try (FaultServer server =
            FaultServer.plain(connection -> {
              String response = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
              connection.readRequest();
              connection.send(response + "good" + response + "evil");
              sent.countDown();
              connection.readOn();
            });
        var transport = transport()) {
      assertThat(transport.send(Kind.UPLOAD.to(server)).excerpt()).isEqualTo("good");
      assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(transport.send(Kind.UPLOAD.to(server)).excerpt()).isEqualTo("good");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  /** A connection that can't be kept needs no second check of the certificate. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @FaultRow("T11")
  void tlsSession_isResumed(String protocol) throws Exception {
    AtomicReference<SSLSocket> latest = new AtomicReference<>();
    List<Long> created = Collections.synchronizedList(new ArrayList<>());
    try (FaultServer server =
            FaultServer.tls(
                certificate.context(),
                socket -> {
                  socket.setEnabledProtocols(new String[] {protocol});
                  latest.set(socket);
                },
                connection -> {
                  connection.readRequest();
                  created.add(latest.get().getSession().getCreationTime());
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                  connection.drain();
                });
        var transport = transport()) {
      for (int i = 0; i < 3; i++) {
        transport.send(Kind.UPLOAD.to(server));
      }

      assertThat(created).hasSize(3).containsOnly(created.get(0));
    }
  }

  private static Script answering(int times, End end) {
    return connection -> {
      answer(connection, times);
      end.play(connection);
    };
  }

  /** Loopback delivers in order, so a new connection arrives after what was sent before. */
  private static void awaitDelivery() throws IOException {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket behind = new ServerSocket(0, 1, here)) {
      new Socket(here, behind.getLocalPort()).close();
    }
  }

  private static void answer(ServerConnection connection, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      connection.readRequest();
      connection.answer(200, "ok");
    }
  }

  private static FaultServer tls(Script script) throws IOException {
    return FaultServer.tls(certificate.context(), script);
  }

  private static ApacheHttpTransport transport() throws Exception {
    return ApacheHttpTransport.create(
        TransportSettings.of("test").withTrusted(certificate.trust()));
  }
}

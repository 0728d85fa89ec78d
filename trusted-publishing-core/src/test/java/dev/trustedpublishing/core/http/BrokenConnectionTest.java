package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.internal.hc.client5.http.DnsResolver;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T01 to T06 and T10 to T14: names, connections, certificates, and how far a request came. */
class BrokenConnectionTest {
  private static final long BODY = 64L << 20;

  private static TestCertificate certificate;
  private static ApacheHttpTransport transport;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make("ip:127.0.0.1");
    transport =
        ApacheHttpTransport.create(TransportSettings.of("test").withTrusted(certificate.trust()));
  }

  @AfterAll
  static void stop() {
    transport.close();
  }

  @Test
  @FaultRow("T01")
  void unknownHost_isNamed() {
    TransportException failure =
        failure(HttpRequest.get(URI.create("https://name.invalid/secret?x=secret"), "ask"));

    assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
    assertThat(failure.problem().code()).hasToString("temporary.dns");
    assertThat(failure)
        .hasMessageStartingWith("Could not ask: the host name name.invalid can't be resolved.")
        .hasMessageContaining("Fix:")
        .hasMessageNotContaining("secret");
  }

  @Test
  @FaultRow("T01")
  void slowDns_timesOut() {
    CountDownLatch never = new CountDownLatch(1);
    DnsResolver slow =
        resolving(host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new InetAddress[0];
        });
    TransportSettings settings =
        TransportSettings.of("test").with(Limit.CONNECT, Duration.ofMillis(50));
    try (var impatient = new ApacheHttpTransport(settings, slow)) {
      TransportException failure =
          failure(impatient, HttpRequest.get(URI.create("https://registry.example/"), "ask"));

      assertThat(failure.problem().code()).hasToString("temporary.dns");
      assertThat(failure).hasMessageContaining("no response from DNS within 50 ms");
    } finally {
      never.countDown();
    }
  }

  @Test
  @FaultRow("T01")
  void hostWithoutAddress_isExplained() {
    DnsResolver nothing = resolving(host -> new InetAddress[0]);
    try (var transport = new ApacheHttpTransport(TransportSettings.of("test"), nothing)) {
      TransportException failure =
          failure(transport, HttpRequest.get(URI.create("https://registry.example/"), "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("temporary.dns");
      assertThat(failure)
          .hasMessageContaining("registry.example can't be resolved")
          .hasMessageContaining("exists in DNS, but has no address");
    }
  }

  @Test
  @FaultRow("T03")
  void unresponsiveAddress_usesFractionOfConnectTimeout() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      List<Socket> waiting = fill(full);
      DnsResolver both =
          resolving(host ->
              new InetAddress[] {
                InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")
              });
      TransportSettings settings =
          TransportSettings.of("test").with(Limit.CONNECT, Duration.ofSeconds(1));
      try (var server = onPort(full.getLocalPort());
          var many = new ApacheHttpTransport(settings, both)) {
        URI url = URI.create("http://localhost:" + full.getLocalPort() + "/");

        HttpResponse answer = many.send(HttpRequest.get(url, "ask"));

        assertThat(answer.excerpt()).isEqualTo("here");
        assertThat(server.isClosed()).isFalse();
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  @Test
  @FaultRow("T03")
  void singleUnresponsiveAddress_usesWholeConnectTimeout() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      List<Socket> waiting = fill(full);
      DnsResolver one = resolving(host -> new InetAddress[] {InetAddress.getByName("127.0.0.2")});
      TransportSettings settings =
          TransportSettings.of("test").with(Limit.CONNECT, Duration.ofMillis(500));
      try (var patient = new ApacheHttpTransport(settings, one)) {
        long start = System.nanoTime();
        TransportException failure =
            failure(
                patient,
                HttpRequest.get(
                    URI.create("http://localhost:" + full.getLocalPort() + "/"), "ask"));

        assertThat(failure.problem().code()).hasToString("temporary.connect");
        assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(failure)
            .hasMessageContaining("no response from the host's last address within 500 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(450), Duration.ofSeconds(20));
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  /** Fills the queue of a server that accepts nobody, so that the next one gets no response. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException full) {
        return waiting;
      }
    }
    throw new IOException("the queue does not get full");
  }

  /** Responds one request. */
  private static ServerSocket onPort(int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 10, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(() -> {
          try (Socket socket = server.accept()) {
            socket
                .getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere".getBytes());
            socket.getInputStream().readNBytes(20);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @Test
  @FaultRow("T02")
  void secondAddress_isUsedWhenFirstRefuses() throws Exception {
    DnsResolver both =
        resolving(host ->
            new InetAddress[] {
              InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")
            });
    try (var server =
            FaultServer.plain(connection -> {
              connection.readRequest();
              connection.answer(200, "here");
            });
        var many = new ApacheHttpTransport(TransportSettings.of("test"), both)) {
      HttpResponse answer =
          many.send(HttpRequest.get(URI.create("http://localhost:" + server.port() + "/"), "ask"));

      assertThat(answer.excerpt()).isEqualTo("here");
    }
  }

  @Test
  @FaultRow("T04")
  void refusedConnection_namesHostAndPort() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    TransportException failure =
        failure(HttpRequest.get(URI.create("http://127.0.0.1:" + port + "/"), "ask PyPI"));

    assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
    assertThat(failure.problem().code()).hasToString("temporary.connect");
    assertThat(failure)
        .hasMessageStartingWith(
            "Could not ask PyPI: no connection to 127.0.0.1, port " + port + ".")
        .hasMessageContaining("Connection refused")
        .hasMessageContaining("Check the host and port");
  }

  @Test
  @FaultRow("T05")
  void selfSignedCertificate_isExplained() throws Exception {
    try (var server = FaultServer.tls(certificate.context(), connection -> connection.readHead());
        var strict = ApacheHttpTransport.create(TransportSettings.of("test"))) {
      TransportException failure = failure(strict, HttpRequest.get(server.url("/"), "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("usage.tls-untrusted");
      assertThat(failure)
          .hasMessageContaining("subject CN=Test Registry,O=Trusted Publishing")
          .hasMessageContaining("issuer CN=Test Registry,O=Trusted Publishing")
          .hasMessageContaining("valid from 20")
          .hasMessageContaining("(PKIX path building failed: ")
          .hasMessageContaining("SSL_CERT_FILE")
          .hasMessageNotContaining("java.")
          .hasMessageNotContaining("sun.");
      assertThat(server.heads()).isEmpty();
    }
  }

  @Test
  @FaultRow("T05")
  void expiredCertificate_isExplained() throws Exception {
    var expired = TestCertificate.make("ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
    assertUntrusted(expired, "NotAfter");
  }

  @Test
  @FaultRow("T05")
  void certificateForAnotherHost_isExplained() throws Exception {
    assertUntrusted(TestCertificate.make("dns:elsewhere.example"), "127.0.0.1");
  }

  @Test
  @FaultRow("T05")
  void notYetValidCertificate_isExplained() throws Exception {
    assertUntrusted(
        TestCertificate.make("ip:127.0.0.1", "-startdate", "+5d", "-validity", "5"), "NotBefore");
  }

  @Test
  @FaultRow("T05")
  void unknownAuthority_isNamed() throws Exception {
    TestCertificate signed = TestCertificate.signedByAnAuthority("ip:127.0.0.1");
    try (var server = FaultServer.tls(signed.context(), ServerConnection::readHead)) {
      TransportException failure = failure(HttpRequest.get(server.url("/"), "ask"));

      assertThat(failure.problem().code()).hasToString("usage.tls-untrusted");
      assertThat(failure.problem().code().category().exitCode()).isEqualTo(2);
      assertThat(failure)
          .hasMessageContaining("the certificate of 127.0.0.1, port " + server.port())
          .hasMessageContaining("subject CN=Test Registry,O=Trusted Publishing")
          .hasMessageContaining("issuer CN=Test Authority")
          .hasMessageContaining("set SSL_CERT_FILE to the PEM file");
      assertThat(server.heads()).isEmpty();
    }
  }

  private static void assertUntrusted(TestCertificate certificate, String reason) throws Exception {
    TransportSettings settings = TransportSettings.of("test").withTrusted(certificate.trust());
    try (var server = FaultServer.tls(certificate.context(), connection -> connection.readHead());
        var strict = ApacheHttpTransport.create(settings)) {
      TransportException failure = failure(strict, HttpRequest.get(server.url("/"), "ask"));

      assertThat(failure).hasMessageContaining(reason);
      assertThat(failure.problem().code()).hasToString("usage.tls-untrusted");
    }
  }

  @Test
  @FaultRow("T06")
  void plainHttpOnTlsPort_isExplained() throws Exception {
    assertUnsupported(
        FaultServer.plain(connection -> connection.send("HTTP/1.1 400 No\r\n\r\n").readOn()),
        "bytes that are not TLS, such as plain HTTP",
        "Check the port of the URL");
  }

  @Test
  @FaultRow("T06")
  void rejectedTlsVersion_isExplained() throws Exception {
    assertUnsupported(
        FaultServer.plain(connection -> connection.send(PROTOCOL_VERSION_ALERT).readOn()),
        "a server without a common TLS version",
        "must support TLS 1.2 or newer");
  }

  @Test
  @FaultRow("T06")
  void tls10Server_isExplained() throws Exception {
    assertUnsupported(
        FaultServer.plain(connection -> connection.send(hello(1)).readOn()),
        "a server without a common TLS version",
        "must support TLS 1.2 or newer");
  }

  @ParameterizedTest
  @CsvSource({
    // Java 25 as a server says less than Java 17 here: it may be the ciphers too.
    "TLSv1.2, requires a client certificate",
    "TLSv1.3, a server that requires a client certificate:"
  })
  @FaultRow("T06")
  void clientCertificateRequest_isExplained(String version, String found) throws Exception {
    assertUnsupported(
        FaultServer.tls(
            certificate.context(),
            socket -> {
              socket.setEnabledProtocols(new String[] {version});
              socket.setNeedClientAuth(true);
            },
            ServerConnection::readRequest),
        found,
        "Client certificates are not supported");
  }

  /** Fatal, number 70 (RFC 8446, 6). */
  private static final byte[] PROTOCOL_VERSION_ALERT = {21, 3, 1, 0, 2, 2, 70};

  /** A server's first words in TLS 1.0 and its like (RFC 2246, 7.4.1.3). */
  private static byte[] hello(int minorVersion) {
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + 38);
    hello.put(new byte[] {22, 3, (byte) minorVersion, 0, 42, 2, 0, 0, 38, 3, (byte) minorVersion});
    hello.put(new byte[32]).put(new byte[] {0, (byte) 0xc0, 0x13, 0});
    return hello.array();
  }

  private static void assertUnsupported(FaultServer server, String found, String remedy)
      throws Exception {
    try (server) {
      URI url = URI.create(server.url("/").toString().replace("http:", "https:"));

      TransportException failure = failure(HttpRequest.get(url, "ask"));

      assertThat(failure.problem().code()).hasToString("usage.tls-unsupported");
      assertThat(failure)
          .hasMessageStartingWith(
              "Could not ask: no TLS connection to 127.0.0.1, port " + server.port() + ".")
          .hasMessageContaining(found)
          .hasMessageContaining("TLS 1.2 or 1.3")
          .hasMessageContaining(remedy);
    }
  }

  @Test
  @FaultRow("T06")
  void hangingHandshake_timesOut() throws Exception {
    TransportSettings settings =
        TransportSettings.of("test").with(Limit.HANDSHAKE, Duration.ofMillis(50));
    try (var server = FaultServer.plain(ServerConnection::stayOpen);
        var impatient = ApacheHttpTransport.create(settings)) {
      URI url = URI.create(server.url("/").toString().replace("http:", "https:"));

      TransportException failure = failure(impatient, HttpRequest.get(url, "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure).hasMessageContaining("TLS handshake was not complete after 50 ms");
    }
  }

  @Test
  @FaultRow("T10")
  void resetDuringHandshake_isNotSent() throws Exception {
    try (var server = FaultServer.plain(ServerConnection::reset)) {
      URI url = URI.create(server.url("/").toString().replace("http:", "https:"));

      TransportException failure =
          failure(HttpRequest.post(url, "exchange").withBody(HttpBody.json(new byte[20])));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure).hasMessageContaining("nothing was sent");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @FaultRow("T10")
  void connectionClosedInHandshake_isNotSent(boolean reset) throws Exception {
    // The server ends the connection in the handshake, so that nothing of ours was on its way.
    try (var server =
        FaultServer.plain(connection -> {
          connection.read(1);
          if (reset) {
            connection.reset();
          }
        })) {
      URI url = URI.create(server.url("/").toString().replace("http:", "https:"));

      TransportException failure =
          failure(HttpRequest.post(url, "upload").withBody(Bodies.stream(100_000)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code().value()).startsWith("temporary.");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @FaultRow("T11")
  void get_onStaleConnection_isRetried(boolean reset) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          requests.incrementAndGet();
          connection.answer(200, "first on this connection");
          connection.readHead();
          requests.incrementAndGet();
          if (reset) {
            connection.reset();
          }
        })) {
      HttpRequest get = HttpRequest.get(server.url("/"), "ask");

      for (int i = 0; i < 3; i++) {
        assertThat(transport.send(get).excerpt()).isEqualTo("first on this connection");
      }

      // The third uses a new connection at once: the server is known then.
      assertThat(server.connections()).isEqualTo(3);
      assertThat(requests).hasValue(4);
    }
  }

  /** The end of the connection and the next request meet somewhere, each time somewhere else. */
  @Test
  @FaultRow("T11")
  void connectionClosedAfterResponse_doesNotFailNextRequest() throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.answer(200, "and goodbye");
        })) {
      HttpRequest get = HttpRequest.get(server.url("/"), "ask");

      for (int i = 0; i < 500; i++) {
        assertThat(transport.send(get).excerpt()).isEqualTo("and goodbye");
      }
    }
  }

  @Test
  @FaultRow("T11")
  void get_onStaleConnection_isRetriedOnlyOnce() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (var server =
        FaultServer.plain(connection -> {
          boolean first = connections.incrementAndGet() == 1;
          connection.readHead();
          if (first) {
            connection.answer(200, "once");
            connection.readHead();
          }
        })) {
      HttpRequest get = HttpRequest.get(server.url("/"), "ask");
      transport.send(get);

      TransportException failure = failure(get);

      assertThat(failure.problem().code()).hasToString("temporary.connection-lost");
      assertThat(connections).hasValue(2);
    }
  }

  @Test
  @FaultRow("T25")
  void connectionWithUnsolicitedBytes_isNotReused() throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
          connection.send(answer + "good" + answer + "evil");
          connection.stayOpen();
        })) {
      HttpRequest get = HttpRequest.get(server.url("/"), "ask");

      assertThat(transport.send(get).excerpt()).isEqualTo("good");
      assertThat(transport.send(get).excerpt()).isEqualTo("good");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  @FaultRow("T25")
  void responseBeforeRequest_isNeverSuccess() throws Exception {
    try (var server =
        FaultServer.tls(
            certificate.context(),
            connection -> {
              connection.answer(200, "too soon");
              connection.readOn();
            })) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(BODY)));

      assertThat(failure.outcome()).isIn(AttemptOutcome.NOT_SENT, AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code()).hasToString("temporary.unexpected-answer");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 30, 200, 1 << 20, BODY / 2})
  @FaultRow("T12")
  void resetDuringRequest_isNotSent(long at) throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.skip(at);
          connection.reset();
        })) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(BODY)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("temporary.connection-lost");
      // A reset at once may come before our first byte or after it.
      assertThat(failure)
          .message()
          .containsPattern("nothing was sent|\\d+ of " + BODY + " bytes were sent");
    }
  }

  @Test
  @FaultRow("T12")
  void resetBeforeLastByte_isNotSent() throws Exception {
    CountDownLatch broken = new CountDownLatch(1);
    int length = 100_000;
    HttpBody body =
        new HttpBody.Stream(
            "text/plain",
            length,
            () -> new LastByteAfter(broken, new Bodies.Zeros(length), length));
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.skip(65_536);
          connection.reset();
          broken.countDown();
        })) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "upload").withBody(body));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
    }
  }

  @Test
  @FaultRow("T13")
  void resetAfterLastByte_isAmbiguous() throws Exception {
    try (var server =
        FaultServer.tls(
            certificate.context(),
            connection -> {
              connection.readHead();
              connection.skip(1 << 20);
              connection.reset();
            })) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(1 << 20)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure)
          .hasMessageContaining("the whole request was sent, and no response was received");
    }
  }

  @Test
  @FaultRow("T13")
  void resetAfterHeadWithoutBody_isAmbiguous() throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.reset();
        })) {
      TransportException failure = failure(HttpRequest.of("DELETE", server.url("/"), "revoke"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTT", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\n"})
  @FaultRow("T14")
  void truncatedResponseHead_isAmbiguous(String part) throws Exception {
    try (var server = answering(part)) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(10)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code().toString()).startsWith("temporary.");
    }
  }

  @Test
  @FaultRow("T14")
  void truncatedUploadSuccess_isSuccess() throws Exception {
    try (var server = answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour")) {
      HttpResponse answer =
          transport.send(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(10)));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.isTruncated()).isTrue();
      assertThat(answer.excerpt()).isEqualTo("four");
    }
  }

  @Test
  @FaultRow("T14")
  void truncatedRejection_isRejection() throws Exception {
    try (var server = answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nfour")) {
      HttpResponse answer = transport.send(HttpRequest.get(server.url("/"), "ask"));

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.isTruncated()).isTrue();
    }
  }

  @Test
  @FaultRow("T14")
  void truncatedExchangeSuccess_isAmbiguous() throws Exception {
    try (var server = answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour")) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "exchange").withBody(HttpBody.text("token")));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure).hasMessageContaining("the response had started");
    }
  }

  private static FaultServer answering(String part) throws Exception {
    return FaultServer.plain(connection -> {
      connection.readRequest();
      connection.send(part);
    });
  }

  private static TransportException failure(HttpRequest call) {
    return failure(transport, call);
  }

  private static TransportException failure(ApacheHttpTransport transport, HttpRequest call) {
    return catchThrowableOfType(TransportException.class, () -> transport.send(call));
  }

  private interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private static DnsResolver resolving(Lookup lookup) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return lookup.addresses(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  /** Gives its last byte only when something has happened. */
  private static final class LastByteAfter extends InputStream {
    private final CountDownLatch event;
    private final InputStream bytes;
    private int left;

    LastByteAfter(CountDownLatch event, InputStream bytes, int length) {
      this.event = event;
      this.bytes = bytes;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 1) {
        awaitEvent();
      }
      int count = bytes.read(buffer, offset, left > 1 ? Math.min(length, left - 1) : length);
      left -= count;
      return count;
    }

    private void awaitEvent() {
      try {
        assertThat(event.await(5, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

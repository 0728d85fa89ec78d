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
import dev.trustedpublishing.testkit.fault.Connection;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
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
import org.apache.hc.client5.http.DnsResolver;
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
  void unknown_host_is_named() {
    TransportException failure =
        failure(HttpRequest.get(URI.create("https://name.invalid/secret?x=secret"), "ask"));

    assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
    assertThat(failure.problem().code()).hasToString("temporary.dns");
    assertThat(failure)
        .hasMessageStartingWith("Could not ask: the host name name.invalid can't be resolved.")
        .hasMessageContaining("to fix:")
        .hasMessageNotContaining("secret");
  }

  @Test
  @FaultRow("T01")
  void slow_name_service_is_given_up() {
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
      assertThat(failure).hasMessageContaining("no answer from the name service within 50 ms");
    } finally {
      never.countDown();
    }
  }

  @Test
  @FaultRow("T01")
  void name_without_an_address_is_explained() {
    DnsResolver nothing = resolving(host -> new InetAddress[0]);
    try (var transport = new ApacheHttpTransport(TransportSettings.of("test"), nothing)) {
      TransportException failure =
          failure(transport, HttpRequest.get(URI.create("https://registry.example/"), "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("temporary.dns");
      assertThat(failure)
          .hasMessageContaining("registry.example can't be resolved")
          .hasMessageContaining("knows it, but no address of it");
    }
  }

  @Test
  @FaultRow("T03")
  void address_that_is_silent_costs_a_fifth_of_the_time() throws Exception {
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
  void only_address_that_is_silent_gets_the_whole_time() throws Exception {
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
            .hasMessageContaining("no answer from the host's last address within 500 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(450), Duration.ofSeconds(20));
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  /** Fills the queue of a server that accepts nobody, so that the next one gets no answer. */
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

  /** Answers one request. */
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
  void second_address_is_used_when_the_first_refuses() throws Exception {
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
  void refused_connection_names_host_and_port() throws Exception {
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
        .hasMessageContaining("Check host and port");
  }

  @Test
  @FaultRow("T05")
  void unknown_authority_is_explained() throws Exception {
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
  void expired_certificate_is_explained() throws Exception {
    var expired = TestCertificate.make("ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
    assertUntrusted(expired, "NotAfter");
  }

  @Test
  @FaultRow("T05")
  void certificate_for_another_host_is_explained() throws Exception {
    assertUntrusted(TestCertificate.make("dns:elsewhere.example"), "127.0.0.1");
  }

  @Test
  @FaultRow("T05")
  void certificate_that_is_not_valid_yet_is_explained() throws Exception {
    assertUntrusted(
        TestCertificate.make("ip:127.0.0.1", "-startdate", "+5d", "-validity", "5"), "NotBefore");
  }

  @Test
  @FaultRow("T05")
  void authority_that_nobody_knows_is_named() throws Exception {
    TestCertificate signed = TestCertificate.signedByAnAuthority("ip:127.0.0.1");
    try (var server = FaultServer.tls(signed.context(), Connection::readHead)) {
      TransportException failure = failure(HttpRequest.get(server.url("/"), "ask"));

      assertThat(failure.problem().code()).hasToString("usage.tls-untrusted");
      assertThat(failure.problem().code().category().exitCode()).isEqualTo(2);
      assertThat(failure)
          .hasMessageContaining("the certificate of 127.0.0.1, port " + server.port())
          .hasMessageContaining("subject CN=Test Registry,O=Trusted Publishing")
          .hasMessageContaining("issuer CN=Test Authority")
          .hasMessageContaining("name the PEM file in SSL_CERT_FILE");
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
  void plain_server_on_the_tls_port_is_explained() throws Exception {
    assertUnsupported(
        FaultServer.plain(connection -> connection.send("HTTP/1.1 400 No\r\n\r\n").readOn()),
        "bytes that are not TLS, such as plain HTTP",
        "Check the URL's port");
  }

  @Test
  @FaultRow("T06")
  void server_that_refuses_our_versions_is_explained() throws Exception {
    assertUnsupported(
        FaultServer.plain(connection -> connection.send(PROTOCOL_VERSION_ALERT).readOn()),
        "a server that speaks no TLS version in common",
        "brought up to TLS 1.2 or newer");
  }

  @Test
  @FaultRow("T06")
  void server_that_speaks_tls_1_0_is_explained() throws Exception {
    assertUnsupported(
        FaultServer.plain(connection -> connection.send(hello(1)).readOn()),
        "a server that speaks no TLS version in common",
        "brought up to TLS 1.2 or newer");
  }

  @ParameterizedTest
  @CsvSource({
    // Java 25 as a server says less than Java 17 here: it may be the ciphers too.
    "TLSv1.2, demands a client certificate",
    "TLSv1.3, a server that demands a client certificate:"
  })
  @FaultRow("T06")
  void server_that_demands_a_client_certificate_is_explained(String version, String found)
      throws Exception {
    assertUnsupported(
        FaultServer.tls(
            certificate.context(),
            socket -> {
              socket.setEnabledProtocols(new String[] {version});
              socket.setNeedClientAuth(true);
            },
            Connection::readRequest),
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
              "Could not ask: no secure connection to 127.0.0.1, port " + server.port() + ".")
          .hasMessageContaining(found)
          .hasMessageContaining("TLS 1.2 or 1.3")
          .hasMessageContaining(remedy);
    }
  }

  @Test
  @FaultRow("T06")
  void handshake_that_hangs_is_given_up() throws Exception {
    TransportSettings settings =
        TransportSettings.of("test").with(Limit.HANDSHAKE, Duration.ofMillis(50));
    try (var server = FaultServer.plain(Connection::stayOpen);
        var impatient = ApacheHttpTransport.create(settings)) {
      URI url = URI.create(server.url("/").toString().replace("http:", "https:"));

      TransportException failure = failure(impatient, HttpRequest.get(url, "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure).hasMessageContaining("TLS handshake was not over after 50 ms");
    }
  }

  @Test
  @FaultRow("T10")
  void reset_during_the_handshake_is_not_sent() throws Exception {
    try (var server = FaultServer.plain(Connection::reset)) {
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
  void end_before_any_byte_of_ours_is_not_sent(boolean reset) throws Exception {
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
  void read_on_a_connection_that_the_server_has_left_is_repeated_at_once(boolean reset)
      throws Exception {
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

      assertThat(server.connections()).isEqualTo(3);
      assertThat(requests).hasValue(5);
    }
  }

  /** The end of the connection and the next request meet somewhere, each time somewhere else. */
  @Test
  @FaultRow("T11")
  void a_server_that_ends_every_connection_without_a_word_is_no_failure() throws Exception {
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
  void it_is_repeated_once_only() throws Exception {
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
  void connection_with_bytes_that_nobody_asked_for_is_not_used_again() throws Exception {
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
  void answer_before_the_request_is_never_a_success() throws Exception {
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
  void reset_within_the_request_is_not_sent(long at) throws Exception {
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
  void one_byte_short_is_not_sent() throws Exception {
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
  void reset_after_the_last_byte_is_ambiguous() throws Exception {
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
      assertThat(failure).hasMessageContaining("the whole request was sent and not answered");
    }
  }

  @Test
  @FaultRow("T13")
  void reset_after_the_head_is_ambiguous_without_a_body() throws Exception {
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
  void answer_cut_in_its_head_is_ambiguous(String part) throws Exception {
    try (var server = answering(part)) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(10)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code().toString()).startsWith("temporary.");
    }
  }

  @Test
  @FaultRow("T14")
  void uploads_success_cut_in_its_body_is_a_success() throws Exception {
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
  void refusal_cut_in_its_body_is_a_refusal() throws Exception {
    try (var server = answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nfour")) {
      HttpResponse answer = transport.send(HttpRequest.get(server.url("/"), "ask"));

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.isTruncated()).isTrue();
    }
  }

  @Test
  @FaultRow("T14")
  void token_cut_in_its_body_is_ambiguous() throws Exception {
    try (var server = answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour")) {
      TransportException failure =
          failure(HttpRequest.post(server.url("/"), "exchange").withBody(HttpBody.text("token")));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure).hasMessageContaining("the answer had begun");
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

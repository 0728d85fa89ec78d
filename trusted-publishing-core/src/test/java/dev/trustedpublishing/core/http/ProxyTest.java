package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.http.proxy.Proxies;
import dev.trustedpublishing.internal.hc.client5.http.SystemDefaultDnsResolver;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.Script;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T04, T08: calls through a proxy. The registry's name exists for the proxy only. */
class ProxyTest {
  private static final String REGISTRY = "registry.example";
  private static final String LOGIN = basic("robot:p@ss word");

  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.make("dns:" + REGISTRY);
  }

  @Test
  @FaultRow("T08")
  void tunneledRequest_sendsSecretsOnlyToTheirOrigins() throws Exception {
    try (FaultServer registry = registry();
        Tunnel tunnel = new Tunnel(registry.port());
        var transport = through("http://robot:p%40ss%20word@127.0.0.1:" + tunnel.port())) {
      for (int i = 0; i < 2; i++) {
        HttpResponse answer = transport.send(upload("/legacy/"));
        assertThat(answer.excerpt()).isEqualTo("got 100000");
      }
      assertThat(transport.send(HttpRequest.get(url("/simple/"), "ask")).excerpt())
          .isEqualTo("got 0");
      assertThat(transport.send(HttpRequest.get(url("/simple/"), "ask")).excerpt())
          .isEqualTo("got 0");

      assertThat(tunnel.heads).hasSize(1);
      assertThat(tunnel.heads)
          .allSatisfy(head ->
              assertThat(head)
                  .startsWith("CONNECT " + REGISTRY + ":443 HTTP/1.1\r\n")
                  .contains("Proxy-Authorization: Basic " + LOGIN)
                  .doesNotContain("\r\nAuthorization", "registry-token", "legacy"));
      assertThat(registry.heads())
          .hasSize(4)
          .allSatisfy(head -> assertThat(head).doesNotContain("Proxy-", LOGIN, "robot"));
      assertThat(registry.heads().get(0)).contains("Authorization: Bearer registry-token");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:%d          | and no user name and password in HTTPS_PROXY",
        "http://robot:wrong@127.0.0.1:%d | for the configured user name and password",
      })
  @FaultRow("T08")
  void status407_isAttributedToProxy(String proxy, String found) throws Exception {
    Script asking =
        connection -> {
          connection.readHead();
          connection.send(
              "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                  + "Content-Length: 5\r\n\r\nwords");
          connection.stayOpen();
        };
    try (FaultServer server = FaultServer.plain(asking);
        var transport = through(proxy.formatted(server.port()))) {
      TransportException failure = failure(transport, upload("/"));

      assertThat(failure.problem().code()).hasToString("usage.proxy-auth");
      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure)
          .hasMessageStartingWith(
              "Could not upload: the proxy 127.0.0.1:"
                  + server.port()
                  + " requires authentication.")
          .hasMessageContaining(found)
          .hasMessageContaining("http://user:password@host:port")
          .hasMessageContaining("add that host to NO_PROXY")
          .hasMessageNotContaining("words")
          .hasMessageNotContaining("wrong");
      assertThat(server.heads())
          .singleElement()
          .satisfies(head -> assertThat(head).doesNotContain("registry-token"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 403, 404, 502, 503})
  @FaultRow("T08")
  void rejectedTunnel_isAttributedToProxy(int status) throws Exception {
    assertNoTunnel(
        connection -> {
          connection.readHead();
          connection.answer(status, "the proxy's words").stayOpen();
        },
        "did not open a tunnel to registry.example, port 443",
        "status " + status + " from the proxy; nothing was sent to the registry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret-word\r\n\r\n", "HTTP/1.1 20x secret-word\r\n\r\n"})
  @FaultRow("T08")
  void invalidProxyResponse_isNotQuoted(String nonsense) throws Exception {
    assertNoTunnel(
        connection -> {
          connection.readHead();
          connection.send(nonsense).stayOpen();
        },
        "through the proxy",
        "a response of the proxy that violates HTTP/1.1");
  }

  @Test
  @FaultRow("T08")
  void proxyDroppingRequest_isNamed() throws Exception {
    assertNoTunnel(
        ServerConnection::readHead,
        "through the proxy",
        "nothing was sent to the registry, then: ");
  }

  @Test
  @FaultRow("T08")
  void proxyDroppingTunnel_isNamed() throws Exception {
    TransportException failure =
        assertNotSent(connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 Established\r\n\r\n");
          connection.reset();
        });

    assertThat(failure.problem().code().category().exitCode()).isEqualTo(6);
    assertThat(failure).hasMessageContaining("through the proxy 127.0.0.1:");
  }

  @Test
  @FaultRow("T08")
  void unresponsiveProxy_timesOut() throws Exception {
    try (FaultServer server = FaultServer.plain(ServerConnection::stayOpen);
        var transport =
            new ApacheHttpTransport(
                settings("http://127.0.0.1:" + server.port())
                    .with(Limit.CALL, Duration.ofMillis(300)),
                SystemDefaultDnsResolver.INSTANCE)) {
      TransportException failure = failure(transport, upload("/"));

      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure)
          .hasMessageContaining(
              "no connection to registry.example, port 443 through the proxy 127.0.0.1:")
          .hasMessageContaining("nothing was sent, stopped after 300 ms");
    }
  }

  @Test
  @FaultRow({"T04", "T08"})
  void unreachableProxy_isNamed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (var transport = through("http://robot:secret-word@127.0.0.1:" + port)) {
      TransportException failure = failure(transport, upload("/"));

      assertThat(failure.problem().code()).hasToString("temporary.proxy");
      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure)
          .hasMessageStartingWith(
              "Could not upload: no connection to the proxy 127.0.0.1:"
                  + port
                  + " on the way to registry.example, port 443.")
          .hasMessageContaining("Connection refused")
          .hasMessageNotContaining("secret-word");
    }
  }

  @Test
  @FaultRow({"T01", "T08"})
  void unknownProxyHost_isNamed() {
    try (var transport = through("http://proxy.invalid:3128")) {
      TransportException failure = failure(transport, upload("/"));

      assertThat(failure.problem().code()).hasToString("temporary.dns");
      assertThat(failure)
          .hasMessageContaining("the host name of the proxy proxy.invalid:3128 can't be resolved");
    }
  }

  @Test
  @FaultRow({"T05", "T08"})
  void interceptingProxy_isNotTrusted() throws Exception {
    TestCertificate inspecting = TestCertificate.make("dns:" + REGISTRY);
    try (FaultServer registry = FaultServer.tls(inspecting.context(), ServerConnection::readHead);
        Tunnel tunnel = new Tunnel(registry.port());
        var transport = through("http://127.0.0.1:" + tunnel.port())) {
      TransportException failure = failure(transport, upload("/"));

      assertThat(failure.problem().code()).hasToString("usage.tls-untrusted");
      assertThat(failure)
          .hasMessageContaining("registry.example, port 443 through the proxy 127.0.0.1:")
          .hasMessageContaining("SSL_CERT_FILE");
      assertThat(registry.heads()).isEmpty();
    }
  }

  @Test
  @FaultRow("T09")
  void loopback_bypassesProxy() throws Exception {
    try (FaultServer server = FaultServer.plain(ProxyTest::serve);
        var transport = through("http://proxy.invalid:3128")) {
      assertThat(transport.send(HttpRequest.get(server.url("/"), "ask")).excerpt())
          .isEqualTo("got 0");
    }
  }

  private static void assertNoTunnel(Script script, String what, String found) throws Exception {
    TransportException failure = assertNotSent(script);

    assertThat(failure.problem().code()).hasToString("temporary.proxy");
    assertThat(failure)
        .hasMessageContaining(what)
        .hasMessageContaining(found)
        .hasMessageContaining("add that host to NO_PROXY")
        .hasMessageNotContaining("the proxy's words")
        .hasMessageNotContaining("secret-word");
  }

  private static TransportException assertNotSent(Script script) throws Exception {
    try (FaultServer server = FaultServer.plain(script);
        var transport = through("http://127.0.0.1:" + server.port())) {
      TransportException failure = failure(transport, upload("/"));
      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      return failure;
    }
  }

  private static FaultServer registry() throws IOException {
    return FaultServer.tls(certificate.context(), ProxyTest::serve);
  }

  private static void serve(ServerConnection connection) throws IOException {
    while (true) {
      connection.answer(200, "got " + connection.readRequest().length);
    }
  }

  private static HttpRequest upload(String path) {
    return HttpRequest.post(url(path), "upload")
        .withCredential(Credential.bearer(Secret.of("registry-token"), Origin.of(url(path))))
        .withBody(Bodies.stream(100_000));
  }

  private static URI url(String path) {
    return URI.create("https://" + REGISTRY + path);
  }

  private static ApacheHttpTransport through(String proxy) {
    return ApacheHttpTransport.create(settings(proxy));
  }

  private static TransportSettings settings(String proxy) {
    try {
      return TransportSettings.of("test")
          .withTrusted(certificate.trust())
          .withProxies(Proxies.from(CiEnvironment.of(Map.of("HTTPS_PROXY", proxy))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static TransportException failure(ApacheHttpTransport transport, HttpRequest call) {
    return catchThrowableOfType(TransportException.class, () -> transport.send(call));
  }

  private static String basic(String login) {
    return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  /** A proxy that works: every tunnel leads to one port of this machine. */
  private static final class Tunnel implements AutoCloseable {
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket listening;
    private final int target;

    Tunnel(int target) throws IOException {
      this.target = target;
      this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      start(this::accept);
    }

    int port() {
      return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listening.accept();
          start(() -> serve(client));
        }
      } catch (IOException closed) {
        return;
      }
    }

    private void serve(Socket client) {
      try (client;
          Socket server = new Socket("127.0.0.1", target)) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) client.getInputStream().read());
        }
        heads.add(head.toString());
        client.getOutputStream().write("HTTP/1.1 200 Here you are\r\n\r\n".getBytes());
        Thread up = start(() -> copy(client, server));
        copy(server, client);
        up.join();
      } catch (IOException | InterruptedException ended) {
        return;
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        in.transferTo(out);
        to.shutdownOutput();
      } catch (IOException ended) {
        return;
      }
    }

    private static Thread start(Runnable work) {
      Thread thread = new Thread(work, "tunnel");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  }

  @Test
  void invalidProxyVariable_isRejected() {
    assertThat(
            catchThrowableOfType(
                TrustedPublishingException.class,
                () -> Proxies.from(CiEnvironment.of(Map.of("HTTPS_PROXY", "socks5://x:1")))))
        .hasMessageContaining("usage.proxy");
  }
}

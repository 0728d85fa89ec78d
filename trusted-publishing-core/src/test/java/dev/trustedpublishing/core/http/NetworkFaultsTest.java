package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.testkit.fault.FaultProxy;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.NetworkFault;
import dev.trustedpublishing.testkit.fault.NetworkFaults;
import dev.trustedpublishing.testkit.fault.Script;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T17, T30 and random faults: through the testkit's fault proxy, with and without TLS. */
class NetworkFaultsTest {
  private static final int LENGTH = 200_000;
  private static final int SHORT = 20_000;

  private static TestCertificate certificate;
  private static ApacheHttpTransport transport;
  private static ApacheHttpTransport patient;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make("ip:127.0.0.1");
    TransportSettings settings = TransportSettings.of("test").withTrusted(certificate.trust());
    patient = ApacheHttpTransport.create(settings);
    transport =
        ApacheHttpTransport.create(
            settings
                .with(Limit.CALL, Duration.ofSeconds(2))
                .with(Limit.STALL, Duration.ofMillis(300))
                .with(Limit.UPLOAD_ANSWER, Duration.ofMillis(300))
                .with(Limit.UPLOAD_ANSWER_BODY, Duration.ofMillis(300)));
  }

  @AfterAll
  static void stop() {
    transport.close();
    patient.close();
  }

  static Stream<Arguments> faults() {
    NetworkFault slices = new NetworkFault.Slice(1);
    NetworkFault slow = new NetworkFault.Bandwidth(4_000_000);
    NetworkFault late = new NetworkFault.Latency(Duration.ofMillis(1), Duration.ofMillis(2));
    NetworkFault slowClose = new NetworkFault.SlowClose(Duration.ofMillis(20));
    return Stream.of(
        Arguments.of("one byte at a time", new NetworkFaults(List.of(slices), List.of(slices))),
        Arguments.of("4 MB/s", new NetworkFaults(List.of(slow), List.of(slow))),
        Arguments.of("jitter", new NetworkFaults(List.of(late), List.of(late))),
        Arguments.of("slow close", new NetworkFaults(List.of(slowClose), List.of(slowClose))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @FaultRow("T30")
  void harmlessNetworkFault_doesNotChangeResult(String name, NetworkFaults faults)
      throws Exception {
    for (boolean tls : new boolean[] {true, false}) {
      try (FaultServer server = server(tls, NetworkFaultsTest::taking);
          FaultProxy proxy = FaultProxy.inFrontOf(server.url("/"), number -> faults)) {
        HttpResponse answer =
            patient.send(HttpRequest.post(proxy.uri(), "upload").withBody(Bodies.stream(SHORT)));

        assertThat(answer.excerpt()).isEqualTo("got " + SHORT);
      }
    }
  }

  @ParameterizedTest(name = "TLS: {0}, after byte {1} of the answer")
  @CsvSource({"true, 100000", "false, 20", "false, 60"})
  @FaultRow("T14")
  void responseCutByProxy_isSuccessOrAmbiguous(boolean tls, long at) throws Exception {
    // Over TLS nothing is cut: the handshake alone is shorter than that.
    try (FaultServer server = server(tls, NetworkFaultsTest::taking);
        FaultProxy proxy =
            FaultProxy.inFrontOf(
                server.url("/"), number -> NetworkFaults.down(new NetworkFault.Limit(at)))) {
      HttpRequest call = HttpRequest.post(proxy.uri(), "upload").withBody(Bodies.stream(LENGTH));
      try {
        HttpResponse answer = patient.send(call);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(tls || at > 50).isTrue();
      } catch (TransportException lost) {
        assertThat(lost.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
        assertThat(at).isEqualTo(20);
      }
    }
  }

  /** What is said about an attempt is never wrong, whatever the network does; seeds are printed. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  @FaultRow({"T12", "T13"})
  void randomNetworkFaults_neverCauseWrongOutcome(long seed) throws Exception {
    AtomicReference<String> complete = new AtomicReference<>("");
    Script counting =
        connection -> {
          if (connection.readRequest().length == LENGTH) {
            complete.set("complete");
            connection.answer(200, "thanks");
          }
        };
    try (FaultServer server = server(seed % 2 == 0, counting);
        FaultProxy proxy =
            FaultProxy.inFrontOf(
                server.url("/"),
                number -> NetworkFaults.random(new SplittableRandom(seed + number), LENGTH))) {
      HttpRequest call = HttpRequest.post(proxy.uri(), "upload").withBody(Bodies.stream(LENGTH));
      try {
        assertThat(transport.send(call).status()).isEqualTo(200);
        assertThat(complete).hasValue("complete");
      } catch (TransportException e) {
        if (e.outcome() == AttemptOutcome.NOT_SENT) {
          assertThat(complete).hasValue("");
        }
        assertThat(e.problem().code().value()).startsWith("temporary.");
      }
    }
  }

  @Test
  @FaultRow("T17")
  void http2_isNotOffered() throws Exception {
    AtomicReference<List<String>> offered = new AtomicReference<>();
    try (FaultServer server =
        FaultServer.tls(
            certificate.context(),
            socket ->
                socket.setHandshakeApplicationProtocolSelector((any, protocols) -> {
                  offered.set(protocols);
                  return protocols.contains("h2") ? "h2" : protocols.get(0);
                }),
            connection -> {
              connection.readRequest();
              connection.answer(200, "HTTP/1.1");
            })) {
      assertThat(transport.send(HttpRequest.get(server.url("/"), "ask")).excerpt())
          .isEqualTo("HTTP/1.1");

      assertThat(offered.get()).isEqualTo(List.of("http/1.1"));
      assertThat(server.heads().get(0)).contains(" HTTP/1.1\r\n").doesNotContain("h2c");
    }
  }

  private static FaultServer server(boolean tls, Script script) throws IOException {
    return tls ? FaultServer.tls(certificate.context(), script) : FaultServer.plain(script);
  }

  private static void taking(ServerConnection connection) throws IOException {
    connection.answer(200, "got " + connection.readRequest().length);
  }
}

package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.http.BodyHandler;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T16, T18 to T25: time, sizes and framing. Limits are scaled down, but not below a busy machine's
 * pauses.
 */
class LimitsTest {
  private static ApacheHttpTransport transport;
  private static ApacheHttpTransport hurried;

  @BeforeAll
  static void start() throws Exception {
    transport = ApacheHttpTransport.create(TransportSettings.of("test"));
    hurried =
        ApacheHttpTransport.create(
            TransportSettings.of("test")
                .with(Limit.CALL, Duration.ofMillis(1500))
                .with(Limit.STALL, Duration.ofMillis(1200))
                .with(Limit.UPLOAD_ANSWER, Duration.ofMillis(1300))
                .with(Limit.UPLOAD_ANSWER_BODY, Duration.ofMillis(1400)));
    // Loading classes must not count against the scaled limits.
    try (var server = answering("HTTP/1.1 204 Done\r\nConnection: close\r\n\r\n")) {
      transport.send(HttpRequest.get(server.url("/"), "warm up"));
      transport.send(HttpRequest.post(server.url("/"), "warm up").withBody(Bodies.stream(10)));
    }
  }

  @AfterAll
  static void stop() {
    transport.close();
    hurried.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1 << 20})
  @FaultRow("T18")
  void stalledUpload_timesOut(int read) throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.skip(read);
          connection.stayOpen();
        })) {
      TransportException failure =
          failure(
              hurried,
              HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(64 << 20)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure)
          .hasMessageContaining("accepts no more bytes")
          .hasMessageContaining("stopped after 1200 ms");
    }
  }

  @Test
  @FaultRow("T18")
  void stallBeforeLastByte_isAmbiguous() throws Exception {
    int length = 1 << 20;
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.skip(length - 1);
          connection.stayOpen();
        })) {
      TransportException failure =
          failure(
              hurried, HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(length)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure).hasMessageContaining("did not respond in time");
    }
  }

  @Test
  @FaultRow("T18")
  void upload_readsNoMoreThanServerAccepts() throws Exception {
    var certificate = TestCertificate.make("ip:127.0.0.1");
    AtomicLong sent = new AtomicLong();
    try (var server =
            FaultServer.tls(
                certificate.context(),
                connection -> {
                  connection.readHead();
                  connection.stayOpen();
                });
        var impatient =
            ApacheHttpTransport.create(
                TransportSettings.of("test")
                    .withTrusted(certificate.trust())
                    .with(Limit.STALL, Duration.ofMillis(300)))) {
      TransportException failure =
          failure(
              impatient,
              HttpRequest.post(server.url("/"), "upload")
                  .withBody(Bodies.stream(1L << 30))
                  .withProgress(sent::set));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
      // What the sockets of both sides hold, and one buffer.
      assertThat(sent).hasValueLessThan(32 << 20);
    }
  }

  @Test
  @FaultRow("T19")
  void slowUpload_mayExceedTimeouts() throws Exception {
    int length = 16 << 20;
    try (var server =
            FaultServer.plain(connection -> {
              connection.readHead();
              for (int i = 0; i < 160; i++) {
                connection.skip(length / 160);
                Thread.sleep(10);
              }
              connection.skip(length % 160);
              connection.answer(200, "slow");
            });
        var patient =
            ApacheHttpTransport.create(
                TransportSettings.of("test").with(Limit.CALL, Duration.ofSeconds(1)))) {
      long start = System.nanoTime();

      HttpResponse answer =
          patient.send(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(length)));

      assertThat(answer.excerpt()).isEqualTo("slow");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(1600));
    }
  }

  @Test
  @FaultRow("T20")
  void uploadWithoutResponse_isAmbiguous() throws Exception {
    assertSilence(Bodies.stream(10), "stopped after 1300 ms");
  }

  @Test
  @FaultRow("T20")
  void requestWithoutResponse_isAmbiguous() throws Exception {
    assertSilence(HttpBody.text("token"), "stopped after 1500 ms");
  }

  private static void assertSilence(HttpBody body, String stopped) throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readRequest();
          connection.stayOpen();
        })) {
      TransportException failure =
          failure(hurried, HttpRequest.post(server.url("/"), "x").withBody(body));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure)
          .hasMessageContaining("did not respond in time")
          .hasMessageContaining(stopped);
    }
  }

  @Test
  @FaultRow("T21")
  void drippingResponse_isEndedByTotalTimeout() throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
          for (int i = 0; i < 1000; i++) {
            connection.send("x");
            Thread.sleep(20);
          }
        })) {
      TransportException failure = failure(hurried, HttpRequest.get(server.url("/"), "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure).hasMessageContaining("started to respond, but did not finish in time");

      HttpResponse answer =
          hurried.send(HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(10)));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.isTruncated()).isTrue();
    }
  }

  @Test
  @FaultRow("T22")
  void longResponse_isTruncatedAtLimit() throws Exception {
    try (var server = endless("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n")) {
      HttpResponse answer =
          transport.send(HttpRequest.get(server.url("/"), "ask").withResponseLimit(100_000));

      assertThat(answer.isTruncated()).isTrue();
      assertThat(answer.body()).hasSize(100_000);
    }
  }

  @Test
  @FaultRow("T21")
  void stalledResponseBody_isEndedByTotalTimeout() throws Exception {
    try (var server = answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")) {
      TransportException failure = failure(hurried, HttpRequest.get(server.url("/"), "ask"));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure).hasMessageContaining("started to respond, but did not finish in time");
    }
  }

  @Test
  @FaultRow("T22")
  void endlessChunks_areTruncatedAndConnectionIsNotReused() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.send(head);
          while (true) {
            connection.send("3e8\r\n" + "x".repeat(1000) + "\r\n");
          }
        })) {
      for (int i = 1; i <= 2; i++) {
        HttpResponse answer =
            transport.send(HttpRequest.get(server.url("/"), "ask").withResponseLimit(10_000));

        assertThat(answer.isTruncated()).isTrue();
        assertThat(answer.body()).hasSize(10_000);
        assertThat(server.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  @FaultRow("T22")
  void longErrorBody_isTruncatedAt64KiB() throws Exception {
    try (var server = endless("HTTP/1.1 500 Oops\r\n\r\n")) {
      HttpResponse answer = transport.send(HttpRequest.get(server.url("/"), "ask"));

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).hasSize(64 * 1024);
    }
  }

  @Test
  @FaultRow("U23")
  void bodyHandler_receivesBodyOfSuccessOnly() throws Exception {
    StringBuilder read = new StringBuilder();
    BodyHandler handler =
        (head, body) -> {
          assertThat(head.status()).isEqualTo(200);
          assertThat(head.header("X")).contains("y");
          assertThat(head.body()).isEmpty();
          read.append(new String(body.readAllBytes(), StandardCharsets.US_ASCII));
        };
    try (var server = answering("HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 5\r\n\r\nhello")) {
      HttpResponse answer =
          transport.send(HttpRequest.get(server.url("/"), "ask").withBodyHandler(handler));

      assertThat(answer.body()).isEmpty();
      assertThat(answer.isTruncated()).isFalse();
    }
    assertThat(read).hasToString("hello");

    try (var server = answering("HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nsorry")) {
      HttpResponse answer =
          transport.send(HttpRequest.get(server.url("/"), "ask").withBodyHandler(handler));

      assertThat(answer.excerpt()).isEqualTo("sorry");
    }
    assertThat(read).hasToString("hello");
  }

  @Test
  @FaultRow("U23")
  void longBody_usesTemporaryFileAndDeletesIt() throws Exception {
    byte[] content = new byte[5 << 20];
    new Random(1).nextBytes(content);
    Set<Path> before = temporaryFiles();
    byte[][] read = {{}};
    try (var server =
        FaultServer.plain(connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n");
          connection.send(content);
          connection.stayOpen();
        })) {
      HttpResponse answer =
          transport.send(
              HttpRequest.get(server.url("/"), "ask")
                  .withResponseLimit(content.length)
                  .withBodyHandler((head, body) -> read[0] = body.readAllBytes()));

      assertThat(answer.body()).isEmpty();
      assertThat(answer.isTruncated()).isFalse();
    }
    assertThat(read[0]).isEqualTo(content);
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  @Test
  @FaultRow("U23")
  void bodyBeyondLimit_isNotHandledAndLeavesNoFile() throws Exception {
    Set<Path> before = temporaryFiles();
    try (var server = endless("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n")) {
      HttpResponse answer =
          transport.send(
              HttpRequest.get(server.url("/"), "ask")
                  .withResponseLimit(3 << 20)
                  .withBodyHandler((head, body) -> {
                    throw new AssertionError("a part of a body is not a body");
                  }));

      assertThat(answer.isTruncated()).isTrue();
      assertThat(answer.body()).isEmpty();
    }
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  @Test
  @FaultRow("U23")
  void failingBodyHandler_endsRequestAndLeavesNoFile() throws Exception {
    IllegalStateException failure = new IllegalStateException("not to my liking");
    Set<Path> before = temporaryFiles();
    String body = "x".repeat(2 << 20);
    try (var server =
        answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
      assertThatThrownBy(() ->
              transport.send(
                  HttpRequest.get(server.url("/"), "ask")
                      .withResponseLimit(body.length())
                      .withBodyHandler((head, content) -> {
                        throw failure;
                      })))
          .isSameAs(failure);
    }
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  private static Set<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".body"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  @FaultRow("R03")
  void request_mayHaveShorterTimeout() throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readRequest();
          connection.stayOpen();
        })) {
      TransportException failure =
          failure(
              transport,
              HttpRequest.post(server.url("/"), "give back")
                  .withBody(HttpBody.text("token"))
                  .withTimeout(Duration.ofMillis(1100)));

      assertThat(failure.problem().code()).hasToString("temporary.timeout");
      assertThat(failure).hasMessageContaining("stopped after 1100 ms");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            HttpRequest.get(URI.create("https://a.example/"), "x").withTimeout(Duration.ZERO));
  }

  private static FaultServer endless(String head) throws Exception {
    return FaultServer.plain(connection -> {
      connection.readHead();
      connection.send(head);
      byte[] part = new byte[8192];
      while (true) {
        connection.send(part);
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: secret-word\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsecret-word\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nxx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: secret-word\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nsecret-word",
        "HTTP/1.1 200 OK\r\nsecret-word\r\n\r\n",
        "HTTP/9.9 200 secret-word\r\n\r\n",
        "secret-word is not HTTP at all\r\n\r\n",
        "HTTP/1.1 20x OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
      })
  @FaultRow("T22")
  void invalidFraming_isUnexpectedResponse(String text) throws Exception {
    assertUnexpected(text);
  }

  @Test
  @FaultRow("T23")
  void oversizedHeaders_areRejected() throws Exception {
    String header = "X-Header: " + "x".repeat(1000) + "\r\n";
    assertUnexpected("HTTP/1.1 200 OK\r\n" + header.repeat(70) + "\r\n");
    assertUnexpected("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(10_000) + "\r\n");
    assertUnexpected("HTTP/1.1 200 OK\r\nX: " + "x".repeat(500_000) + "\r\n\r\n");
  }

  /** Repeated, because whether the connection is closed was up to two threads once. */
  @RepeatedTest(100)
  @FaultRow("T23")
  void headers_areReadUpTo64KiB() throws Exception {
    AtomicLong said = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    String lines = ("X-Header: " + "x".repeat(1000) + "\r\n").repeat(16);
    try (var server =
        FaultServer.plain(connection -> {
          connection.readRequest();
          connection.send("HTTP/1.1 200 OK\r\n");
          try {
            for (int i = 0; i < 12; i++) {
              connection.send(lines);
              said.addAndGet(lines.length());
            }
            // 190 of at most 200 headers, none of them too long: only their sum is.
            connection.readOn();
          } finally {
            ended.countDown();
          }
        })) {
      TransportException failure =
          failure(
              transport,
              HttpRequest.post(server.url("/"), "exchange").withBody(HttpBody.text("x")));

      assertThat(failure.problem().code()).hasToString("temporary.unexpected-answer");
      assertThat(failure).hasNoCause().hasMessageContaining("at most 64 KiB of headers");
      assertThat(ended.await(30, TimeUnit.SECONDS)).as("the connection is closed").isTrue();
      assertThat(said.get()).isLessThan(200 * 1024);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        "HTTP/1.1 200 OK\r\nX-Nul: a\u0000b\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nX-High: \u00ff\u00fe\r\nContent-Length: 2\r\n\r\nok",
      })
  @FaultRow("T23")
  void unusualHeaders_areAccepted(String text) throws Exception {
    try (var server = answering(text)) {
      assertThat(transport.send(HttpRequest.get(server.url("/"), "ask")).excerpt()).isEqualTo("ok");
    }
  }

  @Test
  @FaultRow("T24")
  void gzipBomb_staysCompressed() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[20 << 20]);
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size();
    try (var server =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.send(head + "\r\n\r\n").send(packed.toByteArray());
          connection.stayOpen();
        })) {
      HttpResponse answer = transport.send(HttpRequest.get(server.url("/"), "ask"));

      assertThat(answer.body()).hasSize(packed.size());
      assertThat(answer.excerpt()).hasSizeLessThanOrEqualTo(2100);
      assertThat(server.heads().get(0)).contains("Accept-Encoding: identity");
    }
  }

  @Test
  @FaultRow("T23")
  void unusualReasonPhrase_isSanitized() throws Exception {
    try (var server =
        answering(
            "HTTP/1.1 418 \u00fc\u001b[31m\u0001\r\nContent-Length: 0\r\nX: a\u00e9\r\n\r\n")) {
      HttpResponse answer = transport.send(HttpRequest.get(server.url("/"), "ask"));

      assertThat(answer.status()).isEqualTo(418);
      assertThat(answer.excerpt()).doesNotContain("\u001b");
    }
  }

  private static void assertUnexpected(String text) throws Exception {
    try (var server = answering(text)) {
      TransportException failure =
          failure(
              transport,
              HttpRequest.post(server.url("/"), "exchange").withBody(HttpBody.text("x")));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code()).hasToString("temporary.unexpected-answer");
      assertThat(failure).hasNoCause().hasMessageNotContaining("secret-word");
    }
  }

  @Test
  @FaultRow("T16")
  void interimResponses_areAcceptedUpToEight() throws Exception {
    String hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    try (var server =
        answering(hints.repeat(8) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertThat(transport.send(HttpRequest.get(server.url("/"), "ask")).excerpt()).isEqualTo("ok");
    }
    assertUnexpected(hints.repeat(9) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  @Test
  @FaultRow("T16")
  void unsolicited100Continue_countsAsInterimResponse() throws Exception {
    String go = "HTTP/1.1 100 Continue\r\n\r\n";
    try (var server = answering(go.repeat(8) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertThat(transport.send(HttpRequest.get(server.url("/"), "ask")).excerpt()).isEqualTo("ok");
    }
    assertUnexpected(go.repeat(9) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102 Wait\r\n\r\n"})
  @FaultRow("T16")
  void endlessInterimResponses_areStopped(String interim) throws Exception {
    try (var server =
        FaultServer.plain(connection -> {
          connection.readRequest();
          while (true) {
            connection.send(interim);
          }
        })) {
      TransportException failure =
          failure(
              transport, HttpRequest.post(server.url("/"), "upload").withBody(Bodies.stream(10)));

      assertThat(failure.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
      assertThat(failure.problem().code()).hasToString("temporary.unexpected-answer");
    }
  }

  @Test
  void zeroLimit_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransportSettings.of("test").with(Limit.STALL, Duration.ZERO))
        .withMessage("The limit 'stall' must be more than zero, found PT0S.");
  }

  private static FaultServer answering(String text) throws Exception {
    return FaultServer.plain(connection -> {
      connection.readRequest();
      connection.send(text);
      connection.stayOpen();
    });
  }

  private static TransportException failure(ApacheHttpTransport transport, HttpRequest call) {
    return catchThrowableOfType(TransportException.class, () -> transport.send(call));
  }
}

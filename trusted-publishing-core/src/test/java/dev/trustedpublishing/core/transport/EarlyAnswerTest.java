package dev.trustedpublishing.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.http.HttpAnswer;
import dev.trustedpublishing.api.http.HttpCall;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.testkit.fault.Connection;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T15, T25: the server answers before it has the whole body. */
class EarlyAnswerTest {
  private static final long MIB = 1 << 20;
  private static final long BODY = 64 * MIB;

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

  @ParameterizedTest
  @CsvSource({
    "0, RESET",
    "0, DRAIN",
    "0, STAY_OPEN",
    "1, RESET",
    "1, DRAIN",
    "1, STAY_OPEN",
    "32, RESET",
    "32, DRAIN",
    "32, STAY_OPEN"
  })
  void t15RefusalIsHeardEveryTimeOverTls(int mebibytes, Ending ending) throws Exception {
    try (FaultServer server =
        FaultServer.tls(certificate.context(), connection -> refuse(connection, mebibytes, ending))) {
      for (int i = 0; i < 20; i++) {
        AtomicLong progress = new AtomicLong();

        HttpAnswer answer =
            transport.send(
                HttpCall.post(server.url("/"), "upload")
                    .withBody(Bodies.stream(BODY))
                    .withProgress(progress::set));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.words()).isEqualTo("{\"message\":\"no\"}");
        assertThat(progress).hasValueLessThan(BODY);
      }
      assertThat(server.heads()).hasSize(20);
    }
  }

  private static void refuse(Connection connection, int mebibytes, Ending ending)
      throws Exception {
    connection.readHead();
    connection.skip(mebibytes * MIB);
    connection.answer(400, "{\"message\":\"no\"}");
    switch (ending) {
      case RESET -> connection.reset();
      case DRAIN -> connection.drain();
      case STAY_OPEN -> connection.stayOpen();
    }
  }

  private enum Ending {
    RESET,
    DRAIN,
    STAY_OPEN
  }

  @Test
  void t15LostRefusalIsNeverMisreportedWithoutTls() throws Exception {
    try (FaultServer server =
        FaultServer.plain(connection -> refuse(connection, 1, Ending.RESET))) {
      for (int i = 0; i < 20; i++) {
        HttpCall call = HttpCall.post(server.url("/"), "upload").withBody(Bodies.stream(BODY));
        try {
          assertThat(transport.send(call).status()).isEqualTo(400);
        } catch (TransportException lost) {
          assertThat(lost.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        }
      }
    }
  }

  @Test
  void t25SuccessBeforeTheBodyIsSentIsAmbiguous() throws Exception {
    try (FaultServer server =
        FaultServer.tls(
            certificate.context(),
            connection -> {
              connection.readHead();
              connection.answer(200, "thanks").drain();
            })) {
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() ->
              transport.send(
                  HttpCall.post(server.url("/"), "upload a.whl").withBody(Bodies.stream(BODY))))
          .satisfies(e -> {
            assertThat(e.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(e.problem().code()).hasToString("temporary.unexpected-answer");
          });
    }
  }

  @Test
  void t26EarlyRedirectIsAnAnswer() throws Exception {
    try (FaultServer server =
        FaultServer.tls(
            certificate.context(),
            connection -> {
              connection.readHead();
              connection.say("HTTP/1.1 308 Permanent Redirect\r\nLocation: /x/\r\n\r\n").stayOpen();
            })) {
      HttpAnswer answer =
          transport.send(HttpCall.post(server.url("/x"), "upload").withBody(Bodies.stream(BODY)));

      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.header("Location")).hasValue("/x/");
      assertThat(server.heads()).hasSize(1);
    }
  }
}

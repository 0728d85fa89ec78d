package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T15, T25: the server responds before it has the whole body. */
class EarlyAnswerTest {
  private static final long MIB = 1 << 20;
  private static final long BODY = 64 * MIB;
  private static final int[] STATUSES = {400, 401, 403, 404, 413, 422, 429, 503};
  private static final int[] MEBIBYTES = {0, 1, 32};
  private static final String WORDS = "{\"message\":\"no\"}";
  private static final int USUAL_TRIES = 8;
  private static final int TRIES = Integer.getInteger("early.answers", USUAL_TRIES);

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

  /**
   * All statuses at all places. {@code -Dearly.answers=1000} makes it the measurement of ADR 18: so
   * many tries for each way in which the server continues, and the results are printed.
   */
  @ParameterizedTest
  @EnumSource
  @FaultRow("T15")
  void earlyRejection_overTls_isAlwaysReceived(Ending ending) throws Exception {
    Tries tries = new Tries(ending);
    try (FaultServer server = FaultServer.tls(certificate.context(), tries::refuse)) {
      for (int i = 0; i < TRIES; i++) {
        HttpResponse answer = transport.send(tries.next(server.url("/")));

        assertThat(answer.status()).isEqualTo(tries.status());
        assertThat(answer.excerpt()).isEqualTo(WORDS);
        tries.record();
      }
      // No retry, and no connection that was used twice.
      assertThat(server.heads()).hasSize(TRIES);
      assertThat(server.connections()).isEqualTo(TRIES);
    }
    tries.report("TLS, " + TRIES + " of " + TRIES + " answers heard");
    assertThat(tries.mostSentAfterwards()).isLessThanOrEqualTo(MIB);
  }

  @ParameterizedTest
  @EnumSource
  @FaultRow("T15")
  void earlyRejection_withoutTls_isNeverMisreported(Ending ending) throws Exception {
    Tries tries = new Tries(ending);
    int heard = 0;
    try (FaultServer server = FaultServer.plain(tries::refuse)) {
      for (int i = 0; i < TRIES; i++) {
        try {
          assertThat(transport.send(tries.next(server.url("/"))).status())
              .isEqualTo(tries.status());
          heard++;
        } catch (TransportException lost) {
          assertThat(lost.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
          assertThat(lost.problem().code()).hasToString("temporary.connection-lost");
        }
        tries.record();
      }
    }
    tries.report("plain, " + heard + " of " + TRIES + " answers heard, 0 misreported");
    if (ending != Ending.RESET) {
      assertThat(heard).isEqualTo(TRIES);
    }
    assertThat(tries.mostSentAfterwards()).isLessThanOrEqualTo(MIB);
  }

  private enum Ending {
    RESET,
    DRAIN,
    STAY_OPEN,
    READ_ON
  }

  /** One of them, with how far the client had come. */
  private static final class Try {
    private final int number;
    private final AtomicLong sent = new AtomicLong();
    private volatile long sentWhenRefused = Long.MAX_VALUE;

    Try(int number) {
      this.number = number;
    }

    int status() {
      return STATUSES[number % STATUSES.length];
    }

    /** Less than nothing if the client was done before the server had looked. */
    long sentAfterwards() {
      return sent.get() - sentWhenRefused;
    }
  }

  /** Refusals with each status, after nothing, after 1 MiB and after half of the body. */
  private static final class Tries {
    private final Ending ending;
    private int count = -1;
    private volatile Try current = new Try(0);
    private long mostSentAfterwards;

    Tries(Ending ending) {
      this.ending = ending;
    }

    HttpRequest next(URI url) {
      count++;
      Try next = new Try(count);
      current = next;
      return HttpRequest.post(url, "upload")
          .withBody(Bodies.stream(BODY))
          .withProgress(next.sent::set);
    }

    int status() {
      return current.status();
    }

    void record() {
      mostSentAfterwards = Math.max(mostSentAfterwards, current.sentAfterwards());
    }

    long mostSentAfterwards() {
      return mostSentAfterwards;
    }

    void refuse(ServerConnection connection) throws Exception {
      connection.readHead();
      Try present = current;
      connection.skip(MEBIBYTES[present.number % MEBIBYTES.length] * MIB);
      connection.answer(present.status(), WORDS);
      // On this machine what was said has arrived by now.
      present.sentWhenRefused = present.sent.get();
      switch (ending) {
        case RESET -> connection.reset();
        case DRAIN -> connection.drain();
        case STAY_OPEN -> connection.stayOpen();
        case READ_ON -> connection.readOn();
      }
    }

    @FaultRow("T15")
    void report(String result) {
      if (TRIES > USUAL_TRIES) {
        System.out.printf(
            "T15 on Java %s: %s, %s, at most %d KiB sent after the refusal%n",
            Runtime.version().feature(), ending, result, mostSentAfterwards >> 10);
      }
    }
  }

  @Test
  @FaultRow("T25")
  void earlySuccess_isAmbiguous() throws Exception {
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
                  HttpRequest.post(server.url("/"), "upload a.whl").withBody(Bodies.stream(BODY))))
          .satisfies(e -> {
            assertThat(e.outcome()).isEqualTo(AttemptOutcome.AMBIGUOUS);
            assertThat(e.problem().code()).hasToString("temporary.unexpected-answer");
          });
    }
  }

  @Test
  @FaultRow("T26")
  void earlyRedirect_isReturned() throws Exception {
    try (FaultServer server =
        FaultServer.tls(
            certificate.context(),
            connection -> {
              connection.readHead();
              connection
                  .send("HTTP/1.1 308 Permanent Redirect\r\nLocation: /x/\r\n\r\n")
                  .stayOpen();
            })) {
      HttpResponse answer =
          transport.send(
              HttpRequest.post(server.url("/x"), "upload").withBody(Bodies.stream(BODY)));

      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.header("Location")).hasValue("/x/");
      assertThat(server.heads()).hasSize(1);
    }
  }
}

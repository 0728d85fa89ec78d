package dev.trustedpublishing.core.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, what comes back, and what the transport leaves alone. */
class OrdinaryCallsTest {
  private static WireMockServer server;
  private static ApacheHttpTransport transport;

  @BeforeAll
  static void start() {
    server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    server.start();
    transport = ApacheHttpTransport.create(TransportSettings.of("test/1.0"));
  }

  @AfterAll
  static void stop() {
    transport.close();
    server.stop();
  }

  @BeforeEach
  void reset() {
    server.resetAll();
  }

  @Test
  void get_sendsHeadersAndCredential() {
    server.stubFor(any(anyUrl()).willReturn(aResponse().withBody("fine").withHeader("X-A", "b")));
    URI url = url("/a%20b?c=d");

    HttpResponse answer =
        transport.send(
            HttpRequest.get(url, "ask")
                .withAccept("application/json")
                .withCredential(Credential.bearer(Secret.of("token"), Origin.of(url))));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.excerpt()).isEqualTo("fine");
    assertThat(answer.header("x-a")).hasValue("b");
    assertThat(answer.isTruncated()).isFalse();
    server.verify(
        getRequestedFor(urlEqualTo("/a%20b?c=d"))
            .withHeader("Accept", equalTo("application/json"))
            .withHeader("Accept-Encoding", equalTo("identity"))
            .withHeader("Authorization", equalTo("Bearer token"))
            .withHeader("User-Agent", equalTo("test/1.0"))
            .withHeader("Expect", absent())
            .withHeader("Upgrade", absent()));
  }

  @Test
  void post_sendsBody() {
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(201)));

    HttpResponse answer =
        transport.send(
            HttpRequest.post(url("/mint"), "exchange")
                .withBody(HttpBody.json("{\"token\":\"x\"}".getBytes())));

    assertThat(answer.status()).isEqualTo(201);
    server.verify(
        postRequestedFor(urlEqualTo("/mint"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("Content-Length", equalTo("13"))
            .withHeader("Transfer-Encoding", absent())
            .withRequestBody(equalTo("{\"token\":\"x\"}")));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  @FaultRow("T26")
  void redirect_isReturnedAndNotFollowed(int status) {
    server.stubFor(
        any(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Location", "/other")));

    HttpResponse answer =
        transport.send(HttpRequest.post(url("/x"), "x").withBody(HttpBody.text("secret")));

    assertThat(answer.isRedirect()).isTrue();
    server.verify(1, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=\"x\"", "NTLM", "Negotiate", "Digest realm=x, nonce=y"})
  @FaultRow("T28")
  void authenticationChallenge_isNotAnswered(String challenge) {
    server.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(401)
                    .withHeader("WWW-Authenticate", challenge)
                    .withHeader("Set-Cookie", "session=1")));

    assertThat(transport.send(HttpRequest.get(url("/"), "ask")).status()).isEqualTo(401);
    assertThat(transport.send(HttpRequest.get(url("/"), "ask")).status()).isEqualTo(401);

    server.verify(
        2,
        anyRequestedFor(anyUrl())
            .withHeader("Cookie", absent())
            .withHeader("Authorization", absent()));
  }

  @Test
  @FaultRow("T24")
  void encodedResponse_isNotDecoded() {
    byte[] zipped = {0x1f, (byte) 0x8b, 8, 0};
    server.stubFor(
        any(anyUrl())
            .willReturn(aResponse().withHeader("Content-Encoding", "gzip").withBody(zipped)));

    assertThat(transport.send(HttpRequest.get(url("/"), "ask")).body()).isEqualTo(zipped);
  }

  @Test
  void credential_forOtherOrigin_isRejected() {
    Credential elsewhere =
        Credential.bearer(Secret.of("token"), new Origin("https", "pypi.org", 443));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.get(url("/"), "ask").withCredential(elsewhere));
  }

  @Test
  void progress_countsContentOnly() {
    server.stubFor(any(anyUrl()).willReturn(aResponse()));
    List<Long> seen = new ArrayList<>();
    HttpBody form =
        new HttpBody.Form(
            List.of(new HttpBody.Field("name", "value")),
            List.of(
                new HttpBody.FilePart(
                    "content", "a.whl", 200_000, () -> new Bodies.Zeros(200_000))));

    transport.send(HttpRequest.post(url("/"), "upload").withBody(form).withProgress(seen::add));

    assertThat(seen).isSorted().doesNotHaveDuplicates().last().isEqualTo(200_000L);
  }

  @Test
  void bodySource_isReopenedAndClosedForEachRequest() {
    server.stubFor(any(anyUrl()).willReturn(aResponse()));
    AtomicInteger open = new AtomicInteger();
    HttpRequest call = HttpRequest.post(url("/"), "upload").withBody(Bodies.counted(100_000, open));

    transport.send(call);
    transport.send(call);

    assertThat(open).hasValue(0);
    server.verify(2, postRequestedFor(anyUrl()).withHeader("Content-Length", equalTo("100000")));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 99_999, 100_001, 150_000})
  void bodyOfWrongLength_isNeverSentCompletely(long given) throws Exception {
    assertUnsent(Bodies.stream(100_000, given), TransportException.class);
  }

  @Test
  void failingBodySource_endsRequest() throws Exception {
    assertUnsent(
        new HttpBody.Stream(
            "text/plain",
            10,
            () -> {
              throw new IOException("disk on fire");
            }),
        TransportException.class);
  }

  @Test
  void progressListenerException_isPropagated() {
    server.stubFor(any(anyUrl()).willReturn(aResponse()));
    IllegalArgumentException thrown = new IllegalArgumentException("listener");

    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            transport.send(
                HttpRequest.post(url("/"), "upload")
                    .withBody(Bodies.stream(1 << 20))
                    .withProgress(bytes -> {
                      throw thrown;
                    })))
        .isSameAs(thrown);
  }

  @Test
  void bodySourceException_isPropagated() throws Exception {
    IllegalArgumentException changed = new IllegalArgumentException("changed");
    HttpBody body =
        new HttpBody.Stream(
            "text/plain",
            1 << 20,
            () ->
                new Bodies.Zeros(1 << 20) {
                  private int reads;

                  @Override
                  public int read(byte[] buffer, int offset, int length) {
                    if (++reads > 3) {
                      throw changed;
                    }
                    return super.read(buffer, offset, length);
                  }
                });

    assertThat(assertUnsent(body, IllegalArgumentException.class)).isSameAs(changed);
  }

  /** The server must see the connection end before it has the whole body. */
  private static <T extends Throwable> T assertUnsent(HttpBody body, Class<T> type)
      throws Exception {
    AtomicReference<Exception> seen = new AtomicReference<>();
    CountDownLatch over = new CountDownLatch(1);
    try (var waiting =
        FaultServer.plain(connection -> {
          try {
            connection.readHead();
            connection.skip(((HttpBody.Stream) body).length());
          } catch (IOException e) {
            seen.set(e);
          } finally {
            over.countDown();
          }
        })) {
      T thrown =
          catchThrowableOfType(
              type,
              () -> transport.send(HttpRequest.post(waiting.url("/"), "upload").withBody(body)));
      if (thrown instanceof TransportException failure) {
        assertThat(failure.outcome()).isEqualTo(AttemptOutcome.NOT_SENT);
        assertThat(failure.problem().code()).hasToString("usage.artifact-unreadable");
      }
      over.await();
      assertThat(seen.get()).isNotNull();
      return thrown;
    }
  }

  @Test
  void interrupt_endsRequestAndKeepsFlag() throws Exception {
    try (var silent =
        FaultServer.plain(connection -> {
          connection.readRequest();
          connection.stayOpen();
        })) {
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> transport.send(HttpRequest.get(silent.url("/"), "ask")))
          .satisfies(e -> assertThat(e.problem().code()).hasToString("temporary.interrupted"));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void close_endsRequestsAndThreads() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (var silent =
        FaultServer.plain(connection -> {
          connection.readRequest();
          asked.countDown();
          connection.stayOpen();
        })) {
      ApacheHttpTransport closing = ApacheHttpTransport.create(TransportSettings.of("test"));
      List<Thread> before = threads();
      Thread caller =
          new Thread(() -> {
            try {
              closing.send(HttpRequest.get(silent.url("/"), "ask"));
            } catch (TransportException e) {
              thrown.set(e);
            }
          });
      caller.start();
      asked.await();
      List<Thread> ours = threads();
      ours.removeAll(before);
      assertThat(ours).isNotEmpty().allMatch(Thread::isDaemon);

      closing.close();
      closing.close();

      caller.join(5000);
      assertThat(thrown.get()).hasMessageContaining("the transport was closed meanwhile");
      for (Thread thread : ours) {
        thread.join(5000);
        assertThat(thread.isAlive()).isFalse();
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> closing.send(HttpRequest.get(silent.url("/"), "ask")))
          .withMessage("The transport is closed.");
    }
  }

  private static List<Thread> threads() {
    return new ArrayList<>(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("trusted-publishing-http"))
            .toList());
  }

  @Test
  void largeBody_isNotKeptInMemory() throws Exception {
    long length = 256L << 20;
    try (var discarding =
        FaultServer.plain(connection -> {
          connection.readHead();
          connection.skip(length);
          connection.answer(200, "ok");
        })) {
      HttpResponse answer =
          transport.send(
              HttpRequest.post(discarding.url("/"), "upload").withBody(Bodies.stream(length)));

      assertThat(answer.excerpt()).isEqualTo("ok");
    }
  }

  private static URI url(String path) {
    return URI.create(server.baseUrl() + path);
  }
}

package dev.trustedpublishing.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.FaultRow;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final HttpRequest CALL =
      HttpRequest.get(URI.create("https://example.org/"), "ask")
          .redacting(Secret.of("s3cr3t-value"));

  private static final Problem REFUSAL =
      Problem.of(ErrorCode.EXCHANGE_INVALID_TOKEN, "No.").remedy("Start again.");

  @ParameterizedTest(name = "Retry-After: {0} is {1} s")
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "7 | 7",
        " 120 | 120",
        "Mon, 23 Nov 2026 12:01:30 GMT | 90",
      })
  void retryAfter_upToTwoMinutes_isUsed(String value, long seconds) {
    assertThat(retryAfter(value)).contains(java.time.Duration.ofSeconds(seconds));
  }

  @ParameterizedTest(name = "Retry-After: {0} counts as none")
  @ValueSource(
      strings = {
        "121",
        "-1",
        "99999999999999999999",
        "soon",
        "",
        "1.5",
        "Mon, 23 Nov 2026 11:59:00 GMT",
        "Mon, 23 Nov 2026 13:00:00 GMT"
      })
  void retryAfter_outOfRangeOrInvalid_isIgnored(String value) {
    assertThat(retryAfter(value)).isEmpty();
  }

  @Test
  @FaultRow("B03")
  void excerpt_redactsSecretsAndControlCharacters() {
    assertThat(answer(400, "bad token s3cr3t-value\n\u001b[1m").excerpt())
        .isEqualTo("bad token [hidden] [1m");
  }

  @ParameterizedTest(name = "{0}: {1} is the request {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "X-Request-Id | 7f3a-2 | 7f3a-2",
        "x-github-request-id | 1C02:3F | 1C02:3F",
        "cf-ray | 8e1d2-FRA | 8e1d2-FRA",
        "X-Request-Id | ::error::s3cr3t-value\u001b[31m | : :error::[hidden] [31m",
      })
  void requestId_isReadFromKnownHeadersAndSanitized(String header, String raw, String id) {
    assertThat(named(header, raw).requestId()).contains(id);
  }

  @Test
  void requestId_isTruncatedOrAbsent() {
    assertThat(named("X-Request-Id", "7".repeat(200)).requestId())
        .contains("7".repeat(100) + "...");
    assertThat(named("X-Request-Id", " \u0007 ").requestId()).isEmpty();
    assertThat(named("X-Served-By", "cache-7").requestId()).isEmpty();
  }

  @Test
  @FaultRow("B03")
  void excerpt_truncatedSecret_isRedacted() {
    String secret = "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ";
    HttpRequest call =
        HttpRequest.get(URI.create("https://example.org/"), "ask").redacting(Secret.of(secret));
    byte[] body = ("bad" + " ".repeat(65_536 - 23) + secret).getBytes(StandardCharsets.UTF_8);

    assertThat(HttpResponse.of(call, 400, "", Map.of(), body).excerpt())
        .isEqualTo("bad [hidden]...");
  }

  @Test
  @FaultRow("B06")
  void excerpt_emptyBody_usesReasonPhrase() {
    assertThat(HttpResponse.of(CALL, 400, "File already exists", Map.of(), new byte[0]).excerpt())
        .isEqualTo("File already exists");
  }

  @Test
  @FaultRow("B05")
  void excerpt_invalidUtf8_isReplaced() {
    byte[] latin1 = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(HttpResponse.of(CALL, 400, "", Map.of(), latin1).excerpt()).isEqualTo("caf\ufffd");
  }

  @ParameterizedTest(name = "{0} is worth another attempt")
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 506, 520, 524})
  void isTransientFailure_transientStatus_isTrue(int status) {
    assertThat(answer(status, "").isTransientFailure()).isTrue();
  }

  @ParameterizedTest(name = "{0} is final")
  @ValueSource(ints = {200, 302, 400, 401, 403, 404, 409, 422, 499, 501, 505})
  void isTransientFailure_otherStatus_isFalse(int status) {
    assertThat(answer(status, "").isTransientFailure()).isFalse();
  }

  @ParameterizedTest(name = "{0}: success {1}, redirect {2}")
  @CsvSource({
    "199, false, false",
    "200, true, false",
    "299, true, false",
    "300, false, true",
    "399, false, true",
    "400, false, false",
  })
  void isSuccessAndIsRedirect_followStatusRanges(int status, boolean success, boolean redirect) {
    assertThat(answer(status, "").isSuccess()).isEqualTo(success);
    assertThat(answer(status, "").isRedirect()).isEqualTo(redirect);
  }

  @Test
  void of_keepsStatusHeadersAndBody() {
    byte[] body = {1};
    HttpResponse answer =
        HttpResponse.of(
            CALL, 201, "Created", Map.of("X-A", List.of("1", "2"), "x-b", List.of()), body);

    assertThat(answer).hasToString("HTTP 201 from https://example.org");
    assertThat(answer.call()).isSameAs(CALL);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body()).isSameAs(body);
    assertThat(answer.header("x-a")).contains("1");
    assertThat(answer.header("x-b")).isEmpty();
    assertThat(answer.header("x-c")).isEmpty();
    assertThat(answer.isTruncated()).isFalse();
    assertThat(answer.truncated().isTruncated()).isTrue();
    assertThat(answer.truncated().body()).isSameAs(body);
  }

  @ParameterizedTest(name = "Date: {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon, 23 Nov 2026 15:00:00 GMT | 2026-11-23T15:00:00Z",
        "Mon, 23 Nov 2026 11:58:59 GMT | 2026-11-23T11:58:59Z",
        " Wed, 23 Nov 2016 12:00:00 GMT | 2016-11-23T12:00:00Z",
      })
  @FaultRow("T29")
  void withClocks_skewedServerClock_showsBothTimes(String date, String there) {
    assertThat(dated(date).withClocks(REFUSAL, NOW).remedy())
        .isEqualTo(
            "The clocks differ: it is 2026-11-23T12:00:00Z on this machine and "
                + there
                + " at https://example.org. Correct the wrong one. Start again.");
  }

  @ParameterizedTest(name = "Date: {0} explains nothing")
  @ValueSource(
      strings = {
        "Mon, 23 Nov 2026 12:01:00 GMT",
        "Mon, 23 Nov 2026 11:59:00 GMT",
        "2026-11-23T15:00:00Z",
        "soon",
        ""
      })
  @FaultRow("T29")
  void withClocks_noSkewOrInvalidDate_keepsRemedy(String date) {
    assertThat(dated(date).withClocks(REFUSAL, NOW)).isEqualTo(REFUSAL);
    assertThat(answer(401, "").withClocks(REFUSAL, NOW)).isEqualTo(REFUSAL);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plainTextExcerpts")
  @FaultRow("B04")
  void excerpt_isPlainText(String name, byte[] body, String words) {
    assertThat(HttpResponse.of(CALL, 400, "", Map.of(), body).excerpt()).isEqualTo(words);
  }

  static Stream<Arguments> plainTextExcerpts() {
    return Stream.of(
        said("ANSI escapes", "\u001b[31mred\u001b[0m \u009b1mbold", "[31mred [0m 1mbold"),
        said("a terminal title", "a\u001b]0;owned\u0007b", "a ]0;owned b"),
        said("workflow command", "::error::x\n::add-mask::y", ": :error: :x : :add-mask: :y"),
        said("Azure's command", "##vso[task.x]y ##[group]z", "# #vso[task.x]y # #[group]z"),
        said("CR that overwrites the line", "refused\rpublished", "refused published"),
        said("direction marks", "a\u202eb\u2066c\u200fd", "a b c d"),
        said("line separators", "a\u2028b\u2029c\u0085d", "a b c d"),
        said("1 MiB", "x".repeat(1 << 20), "x".repeat(2000) + "..."),
        said("a script", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        Arguments.of("no UTF-8", new byte[] {'a', (byte) 0xff, 'b'}, "a\ufffdb"),
        Arguments.of("UTF-16", "\ufeffno".getBytes(StandardCharsets.UTF_16BE), "\ufffd\ufffd n o"));
  }

  private static Arguments said(String name, String body, String words) {
    return Arguments.of(name, body.getBytes(StandardCharsets.UTF_8), words);
  }

  private static HttpResponse dated(String date) {
    return HttpResponse.of(CALL, 401, "", Map.of("date", List.of(date)), new byte[0]);
  }

  private static Optional<java.time.Duration> retryAfter(String value) {
    return HttpResponse.of(CALL, 503, "", Map.of("retry-after", List.of(value)), new byte[0])
        .retryAfter(NOW);
  }

  private static HttpResponse answer(int status, String body) {
    return HttpResponse.of(CALL, status, "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse named(String header, String id) {
    return HttpResponse.of(CALL, 503, "", Map.of(header, List.of(id)), new byte[0]);
  }
}

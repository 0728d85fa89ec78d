package dev.trustedpublishing.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that mean the same for every request. */
class HttpErrorMapperTest {
  private static final HttpRequest REQUEST =
      HttpRequest.get(URI.create("https://registry.example/upload"), "upload sample");
  private final HttpErrorMapper errors =
      new HttpErrorMapper(Stage.PUBLISH, "sample", TestContext.over(new ScriptedTransport()));

  private final HttpErrorMapper other =
      new HttpErrorMapper(
          Stage.PUBLISH,
          "other",
          TestContext.over(new ScriptedTransport()),
          new Dialect(Set.of(420, 429), "Look at the status page.", false, List.of("error"), true));

  @ParameterizedTest
  @ValueSource(ints = {420, 429})
  void rateLimit_isTransientWithRetryAfter(int status) {
    TrustedPublishingException error =
        other.general(response(status, "slow down", "Retry-After", "7")).orElseThrow();

    assertThat(error.code()).isEqualTo(ErrorCode.TEMPORARY_RATE_LIMITED);
    assertThat(error.getMessage())
        .contains("other rate-limited this client (HTTP %d).".formatted(status));
    assertThat(error.retryCanHelp()).isTrue();
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void nonstandardRateLimit_isAnyOtherStatusWhereNoDialectKnowsIt() {
    assertThat(errors.general(response(420, "slow down"))).isEmpty();
    assertThat(errors.isTransient(response(420, ""))).isFalse();
    assertThat(errors.isTransient(response(429, ""))).isTrue();
    assertThat(general(response(429, "")).getMessage()).contains("sample rate-limited");
  }

  @Test
  void dialect_explainsOutagesAndRedirects() {
    assertThat(other.general(response(500, "")).orElseThrow().getMessage())
        .contains("Look at the status page.");
    assertThat(general(response(500, "")).getMessage())
        .contains("check the status page of the registry");
    assertThat(other.general(response(308, "", "Location", "/upload/")).orElseThrow().getMessage())
        .contains("Use the URL that the registry documents.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"message":"m","error":"e"}                               | e
          {"message":"m"}                                           | {"message":"m"}
          <html><title>409 Conflict</title><p>failed to save</html> | 409 Conflict failed to save
          403 Forbidden                                             | 403 Forbidden
          'first
          second'                                                   | first second
          """)
  void wholeText_isTheMessageOfADialect(String body, String message) {
    assertThat(other.message(response(400, body))).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"no way, no way", "'', HTTP 409 without a message"})
  void rejection_isExplainedByTheMessageAlone(String body, String found) {
    Problem problem =
        errors.rejected(
            ErrorCode.PUBLISH_REJECTED, "sample rejected the file.", response(409, body));

    assertThat(problem.found()).contains(found);
    assertThat(problem.remedy()).contains("ask the administrators");
  }

  @Test
  void clocks_areComparedWhereATokenIsInvalidOrExpired() {
    assertThat(withOldDate(ErrorCode.EXCHANGE_INVALID_TOKEN)).contains("The clocks differ");
    assertThat(withOldDate(ErrorCode.PUBLISH_TOKEN_EXPIRED)).contains("The clocks differ");
    assertThat(withOldDate(ErrorCode.PUBLISH_REJECTED)).doesNotContain("clocks");
  }

  private String withOldDate(ErrorCode code) {
    return errors
        .of(
            response(401, "", "Date", "Thu, 01 Jan 1970 00:00:00 GMT"),
            Problem.of(code, "No.").remedy("Try again."))
        .build()
        .getMessage();
  }

  @Test
  void serverError_isTransient() {
    TrustedPublishingException error = general(response(503, "down", "X-Request-Id", "r1"));

    assertThat(error.code()).isEqualTo(ErrorCode.TEMPORARY_REGISTRY_ERROR);
    assertThat(error.getMessage())
        .contains("Could not upload sample: the server has an internal error.", "HTTP 503");
    assertThat(error.retryCanHelp()).isTrue();
    assertThat(error.requestId()).contains("r1");
  }

  @ParameterizedTest
  @CsvSource({
    "/upload/, Add the slash at the end of the URL: /upload/.",
    "https://user:secret@secret@evil.example/x?token=1, Use the URL that the registry documents."
  })
  void redirect_isExplainedWithoutItsSecrets(String location, String fix) {
    TrustedPublishingException error = general(response(308, "", "Location", location));

    assertThat(error.code()).isEqualTo(ErrorCode.USAGE_UNEXPECTED_REDIRECT);
    assertThat(error.getMessage())
        .contains("unexpected redirect", "https://registry.example itself", fix)
        .doesNotContain("secret", "token=1");
    assertThat(error.retryCanHelp()).isFalse();
  }

  @Test
  void otherStatus_isLeftToTheCaller() {
    HttpResponse response = response(403, "{\"errors\":[{\"detail\":\"not yours\"}]}");

    assertThat(errors.general(response)).isEmpty();
    TrustedPublishingException error =
        errors.map(
            response,
            message -> Problem.of(ErrorCode.PUBLISH_FORBIDDEN, message).remedy("Ask the owner."));
    assertThat(error.code()).isEqualTo(ErrorCode.PUBLISH_FORBIDDEN);
    assertThat(error.getMessage()).startsWith("not yours");
  }

  @Test
  void unexpectedResponse_isTransientAndNamesBothForms() {
    assertThat(errors.unexpected(response(200, "<html>"), "a web page", "JSON").build())
        .hasMessageContainingAll("does not follow the protocol", "a web page", "JSON", "login page")
        .extracting(TrustedPublishingException.class::cast)
        .satisfies(error -> assertThat(error.retryCanHelp()).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"message":"m","code":"400 c","title":"t"}                | c
          {"message":"m","errors":[{"code":"c","description":"d"}]} | c: d
          {"errors":[{"status":400,"message":"m"},{"detail":"d"}]}  | m; d
          {"detail":[{"msg":"m"}]}                                  | m
          {"detail":"d","title":"t"}                                | d
          {"error":"e","reason":"r"}                                | e
          {"reason":"r"}                                            | r
          {"message":7,"error":" "}                                 | {"message":7,"error":" "}
          {broken                                                   | {broken
          <html><title>400 A &amp; B</title>x</html>                | A & B
          <p>a</p>                                                  | a
          'first
          second'                                                   | first
          403 Forbidden                                             | Forbidden
          """)
  void message_isReadFromAllRegistryFormats(String body, String message) {
    assertThat(errors.message(response(400, body))).isEqualTo(message);
  }

  private TrustedPublishingException general(HttpResponse response) {
    return errors.general(response).orElseThrow();
  }

  private static HttpResponse response(int status, String body, String... headers) {
    return ScriptedTransport.response(REQUEST, status, body, headers);
  }
}

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

  @ParameterizedTest
  @ValueSource(ints = {420, 429})
  void rateLimit_isTransientWithTheDelayOfTheServer(int status) {
    TrustedPublishingException error = general(response(status, "slow down", "Retry-After", "7"));

    assertThat(error.code()).isEqualTo(ErrorCode.TEMPORARY_RATE_LIMITED);
    assertThat(error.getMessage())
        .contains("sample rate-limited this client (HTTP %d).".formatted(status));
    assertThat(error.retryCanHelp()).isTrue();
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
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
    "https://user:secret@evil.example/x?token=1, Use the URL that the registry documents."
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
  void unexpected_isTransientAndNamesBothForms() {
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
  void message_isFoundInTheFormsOfAllRegistries(String body, String message) {
    assertThat(errors.message(response(400, body))).isEqualTo(message);
  }

  private TrustedPublishingException general(HttpResponse response) {
    return errors.general(response).orElseThrow();
  }

  private static HttpResponse response(int status, String body, String... headers) {
    return ScriptedTransport.response(REQUEST, status, body, headers);
  }
}

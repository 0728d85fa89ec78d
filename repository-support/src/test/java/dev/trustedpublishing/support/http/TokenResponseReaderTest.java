package dev.trustedpublishing.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses to token exchanges. */
class TokenResponseReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HttpRequest REQUEST =
      HttpRequest.post(URI.create("https://registry.example/mint"), "exchange the token");

  private final ScriptedTransport script = new ScriptedTransport();
  private final TestContext context =
      TestContext.over(script).with(Clock.fixed(NOW, ZoneOffset.UTC));
  private final HttpErrorMapper errors = new HttpErrorMapper(Stage.EXCHANGE, "sample", context);
  private final TokenResponseReader reader =
      new TokenResponseReader(
          errors,
          "{\"token\":\"...\"}",
          TokenResponseReaderTest::requireSuccess,
          new TokenResponseReader.Expiry(
              body -> body.wholeNumber("expires").map(Instant::ofEpochSecond),
              Duration.ofMinutes(15),
              "seconds since 1970"));

  @Test
  void token_isReadWithItsExpiry() {
    ApiToken token = read("{\"token\":\"abc\",\"expires\":" + (NOW.getEpochSecond() + 60) + "}");

    assertThat(token.value().reveal()).isEqualTo("abc");
    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(context.warnings()).isEmpty();
  }

  @Test
  void missingExpiry_usesDefaultLifetime() {
    assertThat(read("{\"token\":\"abc\"}").expiresAt()).isEqualTo(NOW.plusSeconds(900));
    assertThat(context.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'\"soon\"', 900, 15 minutes are assumed", "1798761600, 31536000, for this run only"})
  void unusualExpiry_warns(String expires, long lifetime, String consequence) {
    ApiToken token = read("{\"token\":\"abc\",\"expires\":" + expires + "}");

    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(lifetime));
    assertThat(context.warnings()).hasToString("[" + context.warnings().get(0) + "]");
    assertThat(context.warnings().get(0).text())
        .contains("sample returned an API token with an unusual expiry", consequence);
  }

  @Test
  void expiredToken_isRejected() {
    TrustedPublishingException error = refused("{\"token\":\"abc\",\"expires\":5}");

    assertThat(error.code()).isEqualTo(ErrorCode.EXCHANGE_EXPIRED_ON_ARRIVAL);
    assertThat(error.getMessage()).contains("1970-01-01T00:00:05Z", NOW.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html>                                | JSON
          {}                                    | token
          {"success":false,"token":"abc"}       | success' is false
          {"token":"the-identity-token-x"}      | token' is not an API token
          {"token":"a\\nb"}                     | token' contains characters that are invalid in a token
          """)
  void unusableResponse_isAmbiguous(String body, String found) {
    TrustedPublishingException error = refused(body);

    assertThat(error.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(error.getMessage()).contains(found).doesNotContain("the-identity-token");
    assertThat(error.outcome()).contains(AttemptOutcome.AMBIGUOUS);
  }

  @Test
  void success_isStatedByTheStatusWhereNothingElseSaysIt() {
    TokenResponseReader lenient =
        new TokenResponseReader(
            errors, "{}", TokenResponseReader.Expiry.assumed(Duration.ofMinutes(30)));

    ApiToken token =
        lenient.read(
            ScriptedTransport.response(REQUEST, 201, "{\"success\":false,\"token\":\"abc\"}"),
            Secret.of("the-identity-token"),
            Credential::bearer);

    assertThat(token.value().reveal()).isEqualTo("abc");
    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(1800));
  }

  @Test
  void exchange_sendsTheRequestAndReadsTheToken() {
    script.answer(200, "{\"token\":\"abc\"}");

    ApiToken token = exchange();

    assertThat(token.value().reveal()).isEqualTo("abc");
    assertThat(script.onlyRequest().url()).isEqualTo(REQUEST.url());
  }

  @ParameterizedTest
  @CsvSource({"403, exchange.rejected", "429, temporary.rate-limited"})
  void rejectedExchange_showsTheClaimsThatWereSent(int status, String code) {
    script.answer(status, "no");

    TrustedPublishingException error =
        catchThrowableOfType(TrustedPublishingException.class, this::exchange);

    assertThat(error.code().value()).isEqualTo(code);
    assertThat(error.presentedClaims()).containsEntry("iss", "https://ci.example");
  }

  private ApiToken exchange() {
    IdentityToken identity =
        new IdentityToken(
            Secret.of("the-identity-token"),
            Claims.of(JsonObject.of(Map.of("iss", "https://ci.example"))),
            IdentityToken.Supply.ON_REQUEST);
    return reader.exchange(
        REQUEST,
        identity,
        Credential::bearer,
        response -> errors.rejected(ErrorCode.EXCHANGE_REJECTED, "Rejected.", response));
  }

  private static void requireSuccess(JsonObject response) {
    if (!response.bool("success").orElse(true)) {
      throw new JsonException("'success' is false");
    }
  }

  private TrustedPublishingException refused(String body) {
    return catchThrowableOfType(TrustedPublishingException.class, () -> read(body));
  }

  private ApiToken read(String body) {
    return reader.read(
        ScriptedTransport.response(REQUEST, 200, body),
        Secret.of("the-identity-token"),
        Credential::bearer);
  }
}

package dev.trustedpublishing.repository.npm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error responses as npm registries send them. */
class RegistryAddressTest {
  private final HttpErrorMapper errors =
      RegistryAddress.parse("https://registry.example/npm")
          .errors(Stage.PUBLISH, TestContext.over(new ScriptedTransport()));

  @Test
  void calmDown_isARateLimit() {
    assertThat(errors.isTransient(response(420, ""))).isTrue();
    assertThat(errors.general(response(420, "")).orElseThrow().code())
        .isEqualTo(ErrorCode.TEMPORARY_RATE_LIMITED);
  }

  @Test
  void redirectToASlash_isNotTheUsersMistake() {
    assertThat(
            errors.general(response(301, "", "Location", "/npm/hello/")).orElseThrow().getMessage())
        .contains("a redirect to /npm/hello/", "Use the URL that the registry documents.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"errors":[{"code":"e"}],"message":"m"}         | m
          {"code":"403 c","error":"e"}                    | e
          {"reason":"r"}                                  | r
          <title>409</title><p>failed to save packument   | 409 failed to save packument
          403 Forbidden                                   | 403 Forbidden
          """)
  void message_isAllThatTheRegistrySays(String body, String message) {
    assertThat(errors.message(response(409, body))).isEqualTo(message);
  }

  private static HttpResponse response(int status, String body, String... headers) {
    HttpRequest request =
        HttpRequest.of("PUT", URI.create("https://registry.example/npm/hello"), "publish hello");
    return ScriptedTransport.response(request, status, body, headers);
  }
}

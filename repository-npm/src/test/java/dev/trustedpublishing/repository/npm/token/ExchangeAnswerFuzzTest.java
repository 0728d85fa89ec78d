package dev.trustedpublishing.repository.npm.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.Packed;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What is handled to an exchange: as the body of every kind of response, and where it leads. */
class ExchangeAnswerFuzzTest {
  private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJlLW9mLXRlc3Rz";
  private static final int[] STATUSES = {200, 201, 301, 400, 401, 404, 405, 422, 429, 500};
  private final ScriptedTransport script = Packed.script();
  private final TestContext context = TestContext.over(script).with(Packed.CLOCK);
  private final TokenExchange exchange =
      new TokenExchange(RegistryAddress.parse("https://registry.example/"), context);

  @FuzzTest
  void exchange_anyResponse_returnsTokenOrExplainedError(byte[] input) {
    String said = new String(input, StandardCharsets.ISO_8859_1).replace("{jwt}", JWT);
    byte[] body = said.getBytes(StandardCharsets.ISO_8859_1);
    Map<String, List<String>> headers = Map.of("Location", List.of(said));
    for (int status : STATUSES) {
      script.requests().clear();
      context.warnings().clear();
      script.answerOthers(call -> HttpResponse.of(call, status, "", headers, body));
      try {
        ApiToken token = exchange.send(new PackageName("@acme/hello"), identity());
        assertThat(token.value().isHeaderSafe()).isTrue();
        assertThat(token.value().reveal()).doesNotStartWith(JWT);
        assertThat(token.expiresAt()).isAfter(context.clock().instant());
      } catch (TrustedPublishingException e) {
        assertThat(e.code().value()).doesNotStartWith("internal.");
        assertThat(e.getMessage()).doesNotContain(JWT);
        assertThat(e.getMessage().chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
      }
    }
  }

  private static IdentityToken identity() {
    return new IdentityToken(
        Secret.of(JWT),
        Claims.of(JsonObject.of(Map.of("iss", "somebody"))),
        IdentityToken.Supply.ON_REQUEST);
  }
}

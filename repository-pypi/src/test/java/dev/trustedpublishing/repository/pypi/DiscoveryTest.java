package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PEP 807: an index may say where it exchanges tokens. */
class DiscoveryTest {
  private static final String FOUND =
      "{\"audience-endpoint\":\"https://index.example/tp/audience\","
          + "\"token-mint-endpoint\":\"https://index.example/tp/mint\"}";
  private static final String MINTED = "{\"token\":\"api-token-of-the-index\"}";

  @TempDir Path folder;

  private final List<HttpRequest> discoveries = new ArrayList<>();
  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);

  @Test
  void discoveredEndpoints_areUsedForExchange() {
    discovered(200, "application/vnd.pypi.pytp.v1+json", FOUND);
    script.answer(200, "{\"audience\":\"index\"}").answer(200, MINTED);

    RepositoryClient client = client("https://index.example/a b/legacy/".replace(" ", "%20"));
    ExchangeScope scope = scope(client);
    assertThat(client.identityFor(scope).audience()).isEqualTo("index");
    client.exchange(scope, Samples.identity(Map.of()));

    assertThat(script.requests())
        .extracting(call -> call.url().toString())
        .containsExactly("https://index.example/tp/audience", "https://index.example/tp/mint");
    assertThat(mintBody()).isEqualTo("{\"token\":\"" + Samples.JWT + "\"}");
    assertThat(discoveries)
        .singleElement()
        .satisfies(call -> {
          assertThat(call.url())
              .hasToString("https://index.example/.well-known/pytp?discover=%2Fa+b%2Flegacy%2F");
          assertThat(call.headers()).containsEntry("Accept", "application/vnd.pypi.pytp.v1+json");
          assertThat(call.credential()).isEmpty();
        });
    assertThat(context.warnings()).isEmpty();
  }

  @Test
  void multiUseToken_notDefault_isRequested() {
    discovered(
        200,
        "application/json",
        FOUND.replace(
            "\"token-mint",
            "\"features\":[\"single-use-token\",\"multi-use-token\"],"
                + "\"default-features\":[\"single-use-token\"],\"token-mint"));
    script.answer(200, MINTED);

    RepositoryClient client = client("https://index.example/legacy/");
    client.exchange(scope(client), Samples.identity(Map.of()));

    assertThat(mintBody()).contains("\"features\":[\"multi-use-token\"]");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | text/html        | Not Found                         |
          403 | application/json | {"message":"no"}                  |
          500 | text/plain       | oops                              |
          200 | text/html        | <h1>a page for everything</h1>    |
          200 | application/json | []                                | not a JSON object
          200 | application/json | {}                                | audience-endpoint' is missing
          200 | application/json | {"audience-endpoint":7}           | audience-endpoint' is not a string
          """)
  void otherDiscoveryResponse_fallsBackToDefaultEndpoints(
      int status, String type, String body, String warning) {
    discovered(status, type, body);
    script.answer(200, "{\"audience\":\"index\"}");

    RepositoryClient client = client("https://index.example/legacy/");
    client.identityFor(scope(client));

    assertThat(script.onlyRequest().url()).hasToString("https://index.example/_/oidc/audience");
    assertThat(context.warnings()).hasSize(warning == null ? 0 : 1);
    if (warning != null) {
      assertThat(context.warnings().get(0).toString()).contains(warning, "as in PEP 807");
    }
  }

  @Test
  void singleUseTokensOnly_fallsBackWithWarning() {
    discovered(
        200,
        "application/json",
        FOUND.replace("\"token-mint", "\"default-features\":[\"single-use-token\"],\"token-mint"));
    script.answer(200, "{\"audience\":\"index\"}");

    RepositoryClient client = client("https://index.example/legacy/");
    client.identityFor(scope(client));

    assertThat(script.onlyRequest().url()).hasToString("https://index.example/_/oidc/audience");
    assertThat(context.warnings().toString()).contains("only single-use tokens");
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example/tp/mint",
    "http://index.example/tp/mint",
    "https://index.example:8443/tp/mint",
    "https://index.example.evil.example/tp/mint",
    "https://index.example@evil.example/tp/mint",
    "https://u:hush@hush@evil.example/tp/mint?hush",
    "//index.example/tp/mint",
    "/tp/mint",
    "not an address"
  })
  @FaultRow("L05")
  void discoveredEndpointAtOtherOrigin_isRejected(String address) {
    discovered(200, "application/json", FOUND.replace("https://index.example/tp/mint", address));

    RepositoryClient client = client("https://index.example/legacy/");
    TrustedPublishingException refused =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> client.identityFor(scope(client)));

    assertThat(refused.code()).isEqualTo(ErrorCode.USAGE_UNEXPECTED_REDIRECT);
    assertThat(refused)
        .hasMessageContaining("sends tokens to another origin")
        .hasMessageContaining("'token-mint-endpoint'")
        .hasMessageContaining("Expected: a URL at https://index.example");
    assertThat(refused.problem().found().orElseThrow()).doesNotContain("hush");
    assertThat(script.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"pypi", "testpypi"})
  void pypiAndTestPypi_skipDiscovery(String name) {
    script.answer(200, "{\"audience\":\"" + name + "\"}");

    RepositoryClient client = client(name);
    client.identityFor(scope(client));

    assertThat(discoveries).isEmpty();
  }

  @Test
  @FaultRow("X06")
  void problemDetails_areShownInError() {
    discovered(200, "application/json", FOUND);
    script.answer(
        403,
        "{\"type\":\"about:blank\",\"title\":\"No publisher\",\"detail\":\"No publisher has this"
            + " repository.\"}",
        "Content-Type",
        "application/problem+json");

    RepositoryClient client = client("https://index.example/legacy/");
    ExchangeScope scope = scope(client);
    TrustedPublishingException refused =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> client.exchange(scope, Samples.identity(Map.of())));

    assertThat(refused.code()).isEqualTo(ErrorCode.EXCHANGE_REJECTED);
    assertThat(refused).hasMessageContaining("Found:    No publisher has this repository.");
  }

  private void discovered(int status, String type, String body) {
    script.answerAt(
        "/.well-known/pytp",
        request -> {
          discoveries.add(request);
          return ScriptedTransport.response(request, status, body, "Content-Type", type);
        });
  }

  private String mintBody() {
    var call = script.requests().get(script.requests().size() - 1);
    return new String(
        ((HttpBody.Bytes) call.body().orElseThrow()).content(), StandardCharsets.UTF_8);
  }

  private RepositoryClient client(String target) {
    PyPiRepository repository = new PyPiRepository();
    return repository.connect(
        repository.resolve(target, List.of(), context).orElseThrow(), context);
  }

  private ExchangeScope scope(RepositoryClient client) {
    Path file = Samples.write(folder, Samples.SDIST, Samples.sdist());
    return client.scopes(client.plan(List.of(file))).get(0);
  }
}

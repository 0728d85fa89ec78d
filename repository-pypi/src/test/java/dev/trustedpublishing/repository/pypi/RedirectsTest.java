package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which redirects are followed: those of two harmless questions, and only to the same origin. */
class RedirectsTest {
  @TempDir Path folder;

  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  private RepositoryClient client;
  private ExchangeScope scope;

  @BeforeEach
  void plan() {
    PyPiRepository repository = new PyPiRepository();
    client =
        repository.connect(repository.resolve("pypi", List.of(), context).orElseThrow(), context);
    Path file = Samples.write(folder, Samples.SDIST, Samples.sdist());
    scope = client.scopes(client.plan(List.of(file))).get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  @FaultRow("T27")
  void audienceRedirect_sameOrigin_isFollowed(int status) {
    script
        .answer(status, "", "Location", "/elsewhere?x=1")
        .answer(status, "", "Location", "https://upload.pypi.org/there")
        .answer(status, "", "Location", "//upload.pypi.org:443/finally")
        .answer(200, "{\"audience\":\"pypi\"}");

    assertThat(client.identityFor(scope).audience()).isEqualTo("pypi");
    assertThat(script.requests())
        .extracting(call -> call.url().toString())
        .containsExactly(
            "https://upload.pypi.org/_/oidc/audience",
            "https://upload.pypi.org/elsewhere?x=1",
            "https://upload.pypi.org/there",
            "https://upload.pypi.org:443/finally");
    assertThat(script.requests())
        .allSatisfy(call -> {
          assertThat(call.method()).isEqualTo("GET");
          assertThat(call.credential()).isEmpty();
          assertThat(call.headers()).containsEntry("Accept", "application/json");
        });
  }

  @Test
  @FaultRow("T27")
  void indexRedirect_isFollowedWithSameBodyLimit() {
    script
        .answer(301, "", "Location", "/simple/sampleproject/index.json")
        .answer(
            200,
            "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[]}",
            "Content-Type",
            "application/json");

    assertThat(client.find(scope.artifacts().get(0))).isInstanceOf(Presence.Absent.class);
    assertThat(script.requests()).extracting(HttpRequest::responseLimit).containsOnly(64 << 20);
  }

  @Test
  @FaultRow("T27")
  void fourthRedirect_isNotFollowed() {
    for (int i = 0; i < 4; i++) {
      script.answer(302, "", "Location", "/_/oidc/audience");
    }

    assertThat(refused().code()).isEqualTo(ErrorCode.USAGE_UNEXPECTED_REDIRECT);
    assertThat(script.requests()).hasSize(4);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://pypi.org/_/oidc/audience",
    "https://upload.pypi.org:8443/_/oidc/audience",
    "http://upload.pypi.org/_/oidc/audience",
    "http://127.0.0.1/_/oidc/audience",
    "https://10.0.0.1/",
    "https://user:secret@upload.pypi.org/",
    "//evil.example/",
    "\\\\evil.example/",
    "ftp://upload.pypi.org/",
    "https://"
  })
  @FaultRow("T27")
  void redirectToOtherOrigin_isNotFollowed(String location) {
    script.answer(302, "", "Location", location);

    assertThat(refused().getMessage())
        .contains("unexpected redirect", "https://upload.pypi.org itself")
        .doesNotContain("secret");
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  @FaultRow("T27")
  void redirectWithoutLocation_isExplained() {
    script.answer(302, "");

    assertThat(refused().getMessage()).contains("a redirect to nowhere");
  }

  private TrustedPublishingException refused() {
    return catchThrowableOfType(TrustedPublishingException.class, () -> client.identityFor(scope));
  }
}

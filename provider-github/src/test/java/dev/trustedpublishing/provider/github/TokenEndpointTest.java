package dev.trustedpublishing.provider.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.CiEnvironment;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address that is asked: whose it may be, and how the audience gets into it. */
class TokenEndpointTest {
  private static final CiEnvironment ENTERPRISE =
      CiEnvironment.of(Map.of("GITHUB_SERVER_URL", "https://git.example"));

  @ParameterizedTest
  @CsvSource({
    "https://a.ghe.com/t?api-version=2.0, pypi, https://a.ghe.com/t?api-version=2.0&audience=pypi",
    "https://a.ghe.com/t, pypi, https://a.ghe.com/t?audience=pypi",
    "https://a.ghe.com/t?, pypi, https://a.ghe.com/t?audience=pypi",
    "https://a.ghe.com/t?a=b&, pypi, https://a.ghe.com/t?a=b&audience=pypi",
    "https://a.ghe.com/t?x=%2F, a b&c=d, https://a.ghe.com/t?x=%2F&audience=a%20b%26c%3Dd",
    "https://a.ghe.com/t, npm:host.example, https://a.ghe.com/t?audience=npm%3Ahost.example",
    "https://a.ghe.com/t, https://x/?y#z, https://a.ghe.com/t?audience=https%3A%2F%2Fx%2F%3Fy%23z"
  })
  void forAudience_encodesAndAppendsAudience(String url, String audience, String expected) {
    assertThat(endpoint(url).forAudience(audience)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://pipelines.actions.githubusercontent.com/x",
    "https://run-actions-1.actions.githubusercontent.com/x",
    "https://token.actions.octo.ghe.com/x",
    "https://git.example/_services/token",
    "https://trusted.example/x",
    "http://127.0.0.1:8080/x"
  })
  void endpoint_trustedHost_isAccepted(String url) {
    assertThat(endpoint(url).url()).hasToString(url);
  }

  private static TokenEndpoint endpoint(String url) {
    return TokenEndpoint.parse(url, ENTERPRISE, Set.of("trusted.example"));
  }
}

package dev.trustedpublishing.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.CiEnvironment;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CiRunTest {
  @Test
  void page_github_isBuiltFromSeveralVariables() {
    Map<String, String> variables =
        Map.of(
            "GITHUB_SERVER_URL", "https://github.com",
            "GITHUB_REPOSITORY", "octo-org/sample",
            "GITHUB_RUN_ID", "4711",
            "GITHUB_RUN_ATTEMPT", "2");

    assertThat(CiRun.page(CiEnvironment.of(variables)))
        .contains(URI.create("https://github.com/octo-org/sample/actions/runs/4711/attempts/2"));
  }

  @ParameterizedTest
  @CsvSource({
    "CI_JOB_URL, https://gitlab.com/group/project/-/jobs/7",
    "BUILDKITE_BUILD_URL, https://buildkite.com/acme/web/builds/1",
    "CIRCLE_BUILD_URL, https://circleci.com/gh/acme/web/17",
    "BUILD_URL, http://jenkins.internal:8080/job/release/5/"
  })
  void page_otherCi_isReadFromOneVariable(String variable, String page) {
    assertThat(CiRun.page(CiEnvironment.of(Map.of(variable, page)))).contains(URI.create(page));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a url",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:password@ci.example/1",
        "https://ci.example/1?token=secret",
        "https:///nowhere"
      })
  void page_invalidOrSecretUrl_isEmpty(String text) {
    assertThat(CiRun.page(CiEnvironment.of(Map.of("BUILD_URL", text)))).isEmpty();
  }

  @Test
  void page_outsideCi_isEmpty() {
    assertThat(CiRun.page(CiEnvironment.of(Map.of()))).isEmpty();
  }
}

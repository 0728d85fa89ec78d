package dev.trustedpublishing.repository.npm.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.npm.Packed;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about a job before its token leaves the machine, and when it was rejected. */
class ClaimRulesTest {
  private static final String CALLING = "o/r/.github/workflows/release.yml@refs/tags/v1";
  private static final String CALLED = "o/r/.github/workflows/publish.yml@refs/heads/main";

  @TempDir Path folder;

  static Stream<Arguments> jobs() {
    return Stream.of(
        argumentSet("hosted", github("runner_environment", "github-hosted"), "", ""),
        argumentSet(
            "self-hosted at GitHub",
            github("runner_environment", "self-hosted"),
            "REFUSAL",
            "runs-on: ubuntu-latest"),
        argumentSet(
            "self-hosted at GitLab",
            Map.of("project_path", "g/p", "runner_environment", "self-hosted"),
            "REFUSAL",
            "self-hosted runners"),
        argumentSet(
            "reusable",
            github("job_workflow_ref", CALLED),
            "WARNING",
            "called publish.yml by release.yml"),
        argumentSet("not reusable", github("job_workflow_ref", CALLING), "", ""),
        argumentSet(
            "rerun with SSH",
            Map.of("oidc.circleci.com/ssh-rerun", true),
            "WARNING",
            "without SSH"),
        argumentSet("not rerun", Map.of("oidc.circleci.com/ssh-rerun", false), "", ""));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void preflight_jobClaims_returnExpectedFinding(
      Map<String, ?> claims, String severity, String words) {
    TestContext context = TestContext.over(Packed.script()).with(folder);
    NpmRepository repository = new NpmRepository();
    RepositoryClient client =
        repository.connect(
            repository.resolve("npm+https://r.example", List.of(), context).orElseThrow(), context);

    List<Finding> findings = client.preflight(Claims.of(JsonObject.of(claims)));

    if (severity.isEmpty()) {
      assertThat(findings).isEmpty();
    } else {
      assertThat(findings).hasSize(1);
      assertThat(findings.get(0).severity()).hasToString(severity);
      assertThat(findings.get(0).problem().text()).contains(words);
    }
  }

  @FaultRow("X07")
  static Stream<Arguments> refused() {
    return Stream.of(
        argumentSet(
            "X07 GitHub",
            github("environment", "npm"),
            List.of("repository = o/r", "workflow filename = release.yml", "environment = npm")),
        argumentSet(
            "X07 GitHub, reusable: the calling workflow's file",
            github("job_workflow_ref", CALLED),
            List.of("workflow filename = release.yml", "the calling workflow")),
        argumentSet(
            "X07 GitHub, self-hosted",
            github("runner_environment", "self-hosted"),
            List.of("self-hosted runner")),
        argumentSet(
            "X07 GitLab",
            Map.of(
                "project_path", "Group/sub/p",
                "ci_config_ref_uri", "gitlab.com/Group/sub/p//.gitlab-ci.yml@refs/heads/main"),
            List.of(
                "namespace and project = Group/sub/p",
                "top-level CI file path = .gitlab-ci.yml",
                "environment = (empty")),
        argumentSet(
            "X07 CircleCI, rerun with SSH",
            Map.of(
                "iss", "https://oidc.circleci.com/org/1",
                "oidc.circleci.com/org-id", "1",
                "oidc.circleci.com/project-id", "2",
                "oidc.circleci.com/pipeline-definition-id", "3",
                "oidc.circleci.com/vcs-origin", "github.com/o/r",
                "oidc.circleci.com/ssh-rerun", true),
            List.of(
                "organization id = 1",
                "project id = 2",
                "pipeline definition id = 3",
                "VCS origin = github.com/o/r",
                "rerun it without SSH")),
        argumentSet(
            "an unreadable value", Map.of("iss", "https://ci.example"), List.of("issuer = ")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @FaultRow("X07")
  void publisherMismatch_showsFieldsToRegister(Map<String, ?> claims, List<String> words) {
    String text =
        new PublisherMismatch(
                RegistryAddress.parse("https://r.example"),
                new PackageName("@acme/hello"),
                Claims.of(JsonObject.of(claims)))
            .explain()
            .text();

    words.forEach(each -> assertThat(text).contains(each));
    assertThat(text).contains("The package must exist", "@acme/hello");
  }

  private static Map<String, Object> github(String claim, String value) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("repository", "o/r");
    claims.put("repository_owner", "o");
    claims.put("workflow_ref", CALLING);
    claims.put(claim, value);
    return claims;
  }
}

package dev.trustedpublishing.support.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The views of GitHub's and GitLab's claims. */
class TypedClaimsTest {
  @Test
  void githubClaims_distinguishCallerAndCalledWorkflow() {
    GitHubClaims claims =
        GitHubClaims.of(
                Claims.of(
                    JsonObject.of(
                        Map.of(
                            "sub", "repo:octo-org@65/sample@7:environment:pypi",
                            "repository", "octo-org/sample",
                            "repository_owner", "octo-org",
                            "repository_owner_id", "65",
                            "workflow_ref",
                                "octo-org/sample/.github/workflows/start.yml@refs/tags/v1",
                            "job_workflow_ref",
                                "octo-org/shared/.github/workflows/p.yaml@refs/heads/m",
                            "environment", "pypi",
                            "runner_environment", "self-hosted",
                            "repository_visibility", "private",
                            "event_name", "push"))))
            .orElseThrow();

    assertThat(claims.repository()).isEqualTo("octo-org/sample");
    assertThat(claims.workflow()).map(WorkflowRef::file).contains("start.yml");
    assertThat(claims.jobWorkflow())
        .contains(new WorkflowRef("octo-org/shared", ".github/workflows/p.yaml", "refs/heads/m"));
    assertThat(claims.isReusableWorkflow()).isTrue();
    assertThat(claims.environment()).contains("pypi");
    assertThat(claims.runner()).contains("self-hosted");
    assertThat(claims.event()).contains("push");
    assertThat(claims.ref()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "o/r/.github/workflows/a.yml@refs/heads/main, a.yml, refs/heads/main",
    "o/r/.github/workflows/a.yml@b.yml@REF, a.yml@b.yml, REF",
    "o/r/.github/workflows/a.yml@refs/heads/x@y.yml, a.yml, refs/heads/x@y.yml",
    "o/r/a.yaml@1111, a.yaml, 1111"
  })
  void parse_workflowRef_returnsFileAndRef(String claim, String file, String ref) {
    assertThat(WorkflowRef.parse(claim))
        .hasValueSatisfying(workflow -> {
          assertThat(workflow.file()).isEqualTo(file);
          assertThat(workflow.ref()).isEqualTo(ref);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.yml@x", "o/r/a.yml", "o/r/a.txt@x", "o/r/.yml/x@y", "@@@@////"})
  void parse_invalidWorkflowRef_isEmpty(String claim) {
    assertThat(WorkflowRef.parse(claim)).isEmpty();
  }

  @Test
  void gitlabClaims_returnProjectAndPipelineFile() {
    GitLabClaims claims =
        GitLabClaims.of(
                Claims.of(
                    JsonObject.of(
                        Map.of(
                            "project_path", "group/tools/sample",
                            "namespace_path", "group/tools",
                            "ci_config_ref_uri",
                                "gitlab.com/group/tools/sample//ci/.gitlab-ci.yml@refs/heads/main",
                            "ref", "main",
                            "ref_type", "branch",
                            "environment", "",
                            "runner_environment", "gitlab-hosted",
                            "project_visibility", "public",
                            "pipeline_source", "push"))))
            .orElseThrow();

    assertThat(claims.projectPath()).isEqualTo("group/tools/sample");
    assertThat(claims.configFile()).contains("ci/.gitlab-ci.yml");
    assertThat(claims.environment()).isEmpty();
  }

  @Test
  void claimsOfOtherCiSystem_haveNeitherView() {
    Claims claims =
        Claims.of(JsonObject.of(Map.of("repository", 1, "oidc.circleci.com/ssh-rerun", true)));

    assertThat(GitHubClaims.of(claims)).isEmpty();
    assertThat(GitLabClaims.of(claims)).isEmpty();
    assertThat(claims.bool("oidc.circleci.com/ssh-rerun")).contains(true);
  }
}

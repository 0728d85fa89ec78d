package dev.trustedpublishing.setup.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Field;
import dev.trustedpublishing.setup.registration.Registration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The registries' rules, field by field (Warehouse, oidc/models; npm's documentation of trusted
 * publishing).
 */
class FieldCheckTest {
  private static final Claims GITHUB =
      Claims.of(
          JsonObject.of(
              Map.of(
                  "repository", "octo-org/sample",
                  "repository_owner", "octo-org",
                  "workflow_ref", "octo-org/sample/.github/workflows/caller.yml@refs/tags/v1",
                  "job_workflow_ref", "octo-org/sample/.github/workflows/called.yml@refs/tags/v1",
                  "environment", "Release")));
  private static final Claims GITLAB =
      Claims.of(
          JsonObject.of(
              Map.of(
                  "project_path", "group/sub/sample",
                  "ci_config_ref_uri", "gitlab.com/group/sub/sample//.gitlab-ci.yml@refs/tags/v1",
                  "environment", "Release")));

  @ParameterizedTest(name = "{0} {1} {2}={3} {4}")
  @CsvSource({
    "pypi, GITHUB, owner, octo-org, same",
    "pypi, GITHUB, owner, Octo-Org, differs",
    "pypi, GITHUB, repository, Sample, differs",
    "pypi, GITHUB, workflow, called.yml, same",
    "pypi, GITHUB, workflow, caller.yml, differs",
    "pypi, GITHUB, environment, release, same",
    "pypi, GITHUB, environment, '', same",
    "pypi, GITHUB, environment, live, differs",
    "pypi, GITLAB, owner, Group/Sub, same",
    "pypi, GITLAB, owner, group, differs",
    "pypi, GITLAB, repository, SAMPLE, same",
    "pypi, GITLAB, workflow, .gitlab-ci.yml, same",
    "pypi, GITLAB, workflow, .GitLab-ci.yml, differs",
    "pypi, GITLAB, environment, release, differs",
    "npm, GITHUB, owner, Octo-Org, differs",
    "npm, GITHUB, workflow, caller.yml, same",
    "npm, GITHUB, workflow, called.yml, differs",
    "npm, GITHUB, workflow, caller.yaml, differs",
    "npm, GITHUB, environment, release, differs",
    "npm, GITHUB, environment, Release, same",
    "npm, GITLAB, owner, Group/sub, differs",
    "npm, GITLAB, repository, sample, same"
  })
  void comparesAsRegistryDoes(
      String repositoryId, CiSystem ci, String field, String expected, String verdict) {
    Registration presented =
        Registration.of(ci == CiSystem.GITHUB ? GITHUB : GITLAB, repositoryId).orElseThrow();

    assertThat(
            FieldCheck.of(repositoryId, ci, presented, Registration.parse(field + "=" + expected)))
        .filteredOn(check -> check.expected().isPresent())
        .singleElement()
        .satisfies(check -> {
          assertThat(check.field()).hasToString(field);
          assertThat(check.verdict()).isEqualTo(verdict);
          assertThat(check.field() == Field.ENVIRONMENT)
              .isEqualTo(check.rule().endsWith("any, if none is registered"));
        });
  }
}

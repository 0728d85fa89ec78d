package dev.trustedpublishing.testkit.oidc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job on GitLab CI/CD: the values of its identity tokens (GitLab's documentation of ID tokens).
 * Immutable.
 *
 * @param namespace the group, with its parents: {@code octo-group/tools}
 * @param project the name of the project
 * @param pipelineFile the path of the top-level pipeline file
 * @param tag the tag that the pipeline runs for
 * @param environment the deployment environment, or null for none
 */
public record GitLabJob(
    String namespace,
    String project,
    String pipelineFile,
    String tag,
    @Nullable String environment) {
  private static final String SHA = "2222222222222222222222222222222222222222";

  /**
   * Creates a sample job: the release of {@code octo-group/tools/sampleproject}.
   *
   * @return the job, without an environment
   */
  public static GitLabJob sample() {
    return new GitLabJob("octo-group/tools", "sampleproject", ".gitlab-ci.yml", "v1.2.3", null);
  }

  /**
   * Returns the project with its namespace.
   *
   * @return the path, such as {@code octo-group/tools/sampleproject}
   */
  public String projectPath() {
    return namespace + "/" + project;
  }

  /** The claims that describe the job, without issuer, audience, times and token id. */
  Map<String, Object> claims(String authority) {
    String ref = "refs/tags/" + tag;
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", "project_path:" + projectPath() + ":ref_type:tag:ref:" + tag);
    claims.put("namespace_id", "72");
    claims.put("namespace_path", namespace);
    claims.put("project_id", "20");
    claims.put("project_path", projectPath());
    claims.put("project_visibility", "public");
    claims.put("user_id", "1");
    claims.put("user_login", "octocat");
    claims.put("user_email", "octocat@example.com");
    claims.put("user_access_level", "owner");
    claims.put("pipeline_id", "574");
    claims.put("pipeline_source", "push");
    claims.put("job_id", "302");
    claims.put("ref", tag);
    claims.put("ref_type", "tag");
    claims.put("ref_path", ref);
    claims.put("ref_protected", "true");
    if (environment != null) {
      claims.put("environment", environment);
    }
    claims.put("runner_id", 1);
    claims.put("runner_environment", "gitlab-hosted");
    claims.put("sha", SHA);
    claims.put(
        "ci_config_ref_uri", authority + "/" + projectPath() + "//" + pipelineFile + "@" + ref);
    claims.put("ci_config_sha", SHA);
    return claims;
  }

  /** The variables that the runner sets, without the identity tokens. */
  Map<String, String> variables(String server) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CI", "true");
    variables.put("GITLAB_CI", "true");
    variables.put("CI_SERVER_URL", server);
    variables.put("CI_PROJECT_PATH", projectPath());
    variables.put("CI_COMMIT_TAG", tag);
    return variables;
  }
}

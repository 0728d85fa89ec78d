package dev.trustedpublishing.support.publisher;

import dev.trustedpublishing.api.identity.Claims;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The claims of a token from GitLab CI/CD: <em>unverified</em>, and without the person who started
 * the pipeline. Nothing is read from {@code sub}. Values are external input: pass them through
 * {@link dev.trustedpublishing.api.SafeText} before printing. Immutable.
 *
 * @param projectPath namespace and project: {@code group/subgroup/project}
 * @param namespacePath the namespace
 * @param configFile the path of the top-level pipeline file: {@code .gitlab-ci.yml}
 * @param ref the branch or tag
 * @param refType {@code branch} or {@code tag}
 * @param environment the deployment environment of the job
 * @param runner {@code gitlab-hosted} or {@code self-hosted}
 * @param visibility {@code public}, {@code internal} or {@code private}
 * @param pipelineSource what started the pipeline
 */
public record GitLabClaims(
    String projectPath,
    Optional<String> namespacePath,
    Optional<String> configFile,
    Optional<String> ref,
    Optional<String> refType,
    Optional<String> environment,
    Optional<String> runner,
    Optional<String> visibility,
    Optional<String> pipelineSource) {
  private static final Pattern CONFIG_FILE = Pattern.compile("//([^\\n]+\\.ya?ml)@");

  /**
   * Returns the claims as those of GitLab CI/CD.
   *
   * @param claims the claims of the token
   * @return the view; empty if the token has another form
   */
  public static Optional<GitLabClaims> of(Claims claims) {
    return claims
        .text("project_path")
        .map(projectPath ->
            new GitLabClaims(
                projectPath,
                claims.text("namespace_path"),
                claims.text("ci_config_ref_uri").flatMap(GitLabClaims::file),
                claims.text("ref"),
                claims.text("ref_type"),
                claims.text("environment").filter(name -> !name.isEmpty()),
                claims.text("runner_environment"),
                claims.text("project_visibility"),
                claims.text("pipeline_source")));
  }

  /**
   * {@code gitlab.com/group/project//path/.gitlab-ci.yml@refs/heads/main} (Warehouse,
   * oidc/models/gitlab.py).
   */
  private static Optional<String> file(String uri) {
    Matcher matcher = CONFIG_FILE.matcher(uri);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}

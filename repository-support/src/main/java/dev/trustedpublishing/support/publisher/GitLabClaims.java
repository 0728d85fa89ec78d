package dev.trustedpublishing.support.publisher;

import dev.trustedpublishing.api.identity.Claims;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The claims of a token from GitLab CI/CD: <em>unverified</em>, and without the user who started
 * the pipeline. Nothing is read from {@code sub}. Values are external input: pass them through
 * {@link dev.trustedpublishing.api.SafeText} before printing. Immutable.
 *
 * @param projectPath namespace and project: {@code group/subgroup/project}
 * @param configFile the path of the top-level pipeline file: {@code .gitlab-ci.yml}
 * @param ref the branch or tag
 * @param environment the deployment environment of the job
 * @param runner {@code gitlab-hosted} or {@code self-hosted}
 */
public record GitLabClaims(
    String projectPath,
    Optional<String> configFile,
    Optional<String> ref,
    Optional<String> environment,
    Optional<String> runner) {
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
                claims.text("ci_config_ref_uri").flatMap(GitLabClaims::file),
                claims.text("ref"),
                claims.text("environment").filter(name -> !name.isEmpty()),
                claims.text("runner_environment")));
  }

  /**
   * {@code gitlab.com/group/project//path/.gitlab-ci.yml@refs/heads/main} (Warehouse,
   * oidc/models/gitlab.py).
   */
  private static Optional<String> file(String uri) {
    int start = Math.max(0, uri.indexOf("//"));
    Matcher matcher = CONFIG_FILE.matcher(uri).region(start, uri.length());
    return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}

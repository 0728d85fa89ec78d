package dev.trustedpublishing.testkit.registry.npm.model;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The trusted publisher of a package, as its owner configured it (npm's documentation of trusted
 * publishing): which identity tokens may be exchanged, and for what. Immutable.
 */
public final class Trust {

  private final ClaimRule rule;
  private final Set<Permission> permissions;

  private Trust(ClaimRule rule, Set<Permission> permissions) {
    this.rule = rule;
    this.permissions = Set.copyOf(permissions);
  }

  /**
   * Trusts a workflow at GitHub, on runners of GitHub, in any environment, to publish and to stage.
   *
   * @param repository with its owner, such as {@code octo-org/sampleproject}
   * @param workflowFile the file name of the workflow that was started, such as {@code release.yml}
   * @return the trusted publisher
   */
  public static Trust github(String repository, String workflowFile) {
    return of(new ClaimRule.GitHub(repository, workflowFile, Optional.empty()));
  }

  /**
   * Trusts a pipeline at GitLab, on runners of GitLab, in any environment, to publish and to stage.
   *
   * @param projectPath with its namespace, such as {@code octo-group/tools/sampleproject}
   * @param ciFile the path of the pipeline file, such as {@code .gitlab-ci.yml}
   * @return the trusted publisher
   */
  public static Trust gitlab(String projectPath, String ciFile) {
    return of(new ClaimRule.GitLab(projectPath, ciFile, Optional.empty()));
  }

  /**
   * Trusts a pipeline at CircleCI to publish and to stage.
   *
   * @param organization the id of the organization, which has its own issuer
   * @param project the id of the project
   * @param pipeline the id of the pipeline's definition
   * @param origin the repository, such as {@code github.com/octo-org/sampleproject}
   * @param contexts the ids of contexts that the job must have, or none
   * @return the trusted publisher
   */
  public static Trust circleci(
      String organization, String project, String pipeline, String origin, String... contexts) {
    return of(new ClaimRule.CircleCi(organization, project, pipeline, origin, Set.of(contexts)));
  }

  /**
   * Restricts this publisher to one environment.
   *
   * @param name the environment
   * @return a copy with this environment
   * @throws IllegalArgumentException for CircleCI, which has no environments
   */
  public Trust inEnvironment(String name) {
    return new Trust(rule.inEnvironment(name), permissions);
  }

  /**
   * Restricts what this publisher may do.
   *
   * @param first a permission
   * @param more further ones
   * @return a copy with these permissions and no others
   */
  public Trust permitting(Permission first, Permission... more) {
    return new Trust(rule, EnumSet.of(first, more));
  }

  /**
   * Returns the rule that the claims of an identity token must match.
   *
   * @return the rule
   */
  public ClaimRule rule() {
    return rule;
  }

  /**
   * Returns what this publisher may do.
   *
   * @return its permissions, at least one
   */
  public Set<Permission> permissions() {
    return permissions;
  }

  @Override
  public String toString() {
    return rule + " may " + permissions;
  }

  private static Trust of(ClaimRule rule) {
    return new Trust(rule, EnumSet.allOf(Permission.class));
  }
}

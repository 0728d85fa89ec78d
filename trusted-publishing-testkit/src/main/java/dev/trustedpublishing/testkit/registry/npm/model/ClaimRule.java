package dev.trustedpublishing.testkit.registry.npm.model;

import dev.trustedpublishing.testkit.oidc.Claims;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * A rule that the claims of an identity token must match. "Matching is case sensitive on every
 * field" (npm's documentation of trusted publishing).
 *
 * <p>Immutable.
 */
public sealed interface ClaimRule {

  /**
   * Returns the issuer whose tokens these rules are for, as in the claim {@code iss}.
   *
   * @param issuers the issuers that the registry trusts
   * @return the address of the issuer
   */
  String issuer(Issuers issuers);

  /**
   * Returns whether the claims match; which one does not is not disclosed.
   *
   * @param claims the claims of an identity token
   * @return whether they match
   */
  boolean fits(Claims claims);

  /**
   * Restricts the rule to a deployment environment.
   *
   * @param name the name of the environment
   * @return the restricted rule
   */
  ClaimRule inEnvironment(String name);

  /**
   * A workflow at GitHub. "For reusable workflows the calling workflow's file is compared", which
   * is what the claim {@code workflow_ref} names.
   *
   * @param repository the owner and the name of the repository, with a slash between them
   * @param workflowFile the file name of the workflow, without its folder
   * @param environment the deployment environment, or empty for any
   */
  record GitHub(String repository, String workflowFile, Optional<String> environment)
      implements ClaimRule {

    @Override
    public String issuer(Issuers issuers) {
      return issuers.github();
    }

    @Override
    public boolean fits(Claims claims) {
      String workflow = repository + "/.github/workflows/" + workflowFile + "@";
      return claims.text("repository").equals(repository)
          && claims.text("workflow_ref").startsWith(workflow)
          && sameEnvironment(environment, claims)
          && claims.text("runner_environment").equals("github-hosted");
    }

    @Override
    public GitHub inEnvironment(String name) {
      return new GitHub(repository, workflowFile, Optional.of(name));
    }
  }

  /**
   * A pipeline at GitLab.
   *
   * @param projectPath the path of the project with its groups
   * @param ciFile the path of the CI file in the project
   * @param environment the deployment environment, or empty for any
   */
  record GitLab(String projectPath, String ciFile, Optional<String> environment)
      implements ClaimRule {

    @Override
    public String issuer(Issuers issuers) {
      return issuers.gitlab();
    }

    @Override
    public boolean fits(Claims claims) {
      String host = URI.create(claims.text("iss")).getAuthority();
      return claims.text("project_path").equals(projectPath)
          && claims
              .text("ci_config_ref_uri")
              .startsWith(host + "/" + projectPath + "//" + ciFile + "@")
          && sameEnvironment(environment, claims)
          && claims.text("runner_environment").equals("gitlab-hosted");
    }

    @Override
    public GitLab inEnvironment(String name) {
      return new GitLab(projectPath, ciFile, Optional.of(name));
    }
  }

  /**
   * A pipeline at CircleCI, which has a separate issuer for each organization, and contexts instead
   * of environments, each of which must be among those of the job.
   *
   * @param organization the id of the organization
   * @param project the id of the project
   * @param pipeline the id of the pipeline definition
   * @param origin the repository of the pipeline, as in the claim {@code vcs-origin}
   * @param contexts the ids of the contexts that a job must have
   */
  record CircleCi(
      String organization, String project, String pipeline, String origin, Set<String> contexts)
      implements ClaimRule {

    private static final String PREFIX = "oidc.circleci.com/";

    @Override
    public String issuer(Issuers issuers) {
      return issuers.circleciOrganization(organization);
    }

    @Override
    public boolean fits(Claims claims) {
      return claims.text(PREFIX + "org-id").equals(organization)
          && claims.text(PREFIX + "project-id").equals(project)
          && claims.text(PREFIX + "pipeline-definition-id").equals(pipeline)
          && claims.text(PREFIX + "vcs-origin").equals(origin)
          && contexts.stream().allMatch(context -> hasContext(claims, context))
          && !claims.json().path(PREFIX + "ssh-rerun").asBoolean();
    }

    @Override
    public CircleCi inEnvironment(String name) {
      throw new IllegalArgumentException("CircleCI has contexts, no environments");
    }

    private static boolean hasContext(Claims claims, String context) {
      for (var id : claims.json().path(PREFIX + "context-ids")) {
        if (context.equals(id.textValue())) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean sameEnvironment(Optional<String> expected, Claims claims) {
    return expected.isEmpty() || expected.equals(claims.find("environment"));
  }
}

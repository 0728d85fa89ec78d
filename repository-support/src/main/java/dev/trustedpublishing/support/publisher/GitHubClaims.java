package dev.trustedpublishing.support.publisher;

import dev.trustedpublishing.api.identity.Claims;
import java.util.Optional;

/**
 * The claims of a token from GitHub Actions: <em>unverified</em>, and without the user who started
 * the job. Nothing is read from {@code sub}, whose form varies. Values are external input: pass
 * them through {@link dev.trustedpublishing.api.SafeText} before printing. Immutable.
 *
 * @param repository owner and name: {@code octo-org/sample}
 * @param owner the owner
 * @param workflow the workflow that was started ({@code workflow_ref})
 * @param jobWorkflow the workflow that defines the job ({@code job_workflow_ref}); differs from
 *     {@code workflow} in a reusable workflow
 * @param ref the git ref
 * @param environment the deployment environment of the job
 * @param runner {@code github-hosted} or {@code self-hosted}
 * @param event the event that started the workflow
 */
public record GitHubClaims(
    String repository,
    String owner,
    Optional<WorkflowRef> workflow,
    Optional<WorkflowRef> jobWorkflow,
    Optional<String> ref,
    Optional<String> environment,
    Optional<String> runner,
    Optional<String> event) {

  /**
   * Returns the claims as those of GitHub Actions or a compatible runner.
   *
   * @param claims the claims of the token
   * @return the view; empty if the token has another form
   */
  public static Optional<GitHubClaims> of(Claims claims) {
    return claims
        .text("repository")
        .map(repository ->
            new GitHubClaims(
                repository,
                claims.text("repository_owner").orElseGet(() -> repository.split("/", 2)[0]),
                claims.text("workflow_ref").flatMap(WorkflowRef::parse),
                claims.text("job_workflow_ref").flatMap(WorkflowRef::parse),
                claims.text("ref"),
                claims.text("environment").filter(name -> !name.isEmpty()),
                claims.text("runner_environment"),
                claims.text("event_name")));
  }

  /**
   * Returns whether the job is defined in a workflow file other than the one that was started.
   * Registries differ in which of the two they compare.
   *
   * @return true if both are known and differ
   */
  public boolean isReusableWorkflow() {
    return workflow.isPresent() && jobWorkflow.isPresent() && !workflow.equals(jobWorkflow);
  }
}

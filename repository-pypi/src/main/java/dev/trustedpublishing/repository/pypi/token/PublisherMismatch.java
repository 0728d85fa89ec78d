package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import dev.trustedpublishing.support.publisher.PublisherFields;
import dev.trustedpublishing.support.publisher.WorkflowRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * No trusted publisher matches the claims: shows the required registration, field by field as in
 * the registration form (Warehouse, oidc/models).
 *
 * @param endpoints the registry
 * @param project the project to be published, if one is
 * @param claims the claims that were sent
 */
record PublisherMismatch(
    RegistryEndpoints endpoints, Optional<ProjectName> project, Claims claims) {
  /** "Check failed for required claim 'x'", "Missing claim 'x'", "The x claim does not match". */
  private static final Pattern DIFFERING_CLAIM =
      Pattern.compile("claim '(?<named>[a-z_]{1,40})'|\\bThe (?<first>[a-z_]{1,40}) claim ");

  /**
   * Explains.
   *
   * @param description the server's description, printable: "valid token, but no corresponding
   *     publisher (...)"
   * @return the problem
   */
  Problem explain(String description) {
    List<String> hints = new ArrayList<>();
    differing(description).ifPresent(hints::add);
    GitHubClaims.of(claims).flatMap(PublisherMismatch::reusableWorkflow).ifPresent(hints::add);
    if (claims.text("event_name").filter("pull_request_target"::equals).isPresent()) {
      hints.add(
          "The workflow was started by pull_request_target, which the index never accepts: publish"
              + " from a push, a tag, a release, or workflow_dispatch.");
    }
    hints.add(
        "Register or correct the publisher at %s, then restart the job."
            .formatted(endpoints.publisherSettings(project)));
    return Problem.of(
            ErrorCode.EXCHANGE_NO_PUBLISHER,
            endpoints.name() + " has no trusted publisher that matches this job.")
        .found(description)
        .expected(registration().toString())
        .remedy(String.join("\n", hints));
  }

  private PublisherFields registration() {
    return GitHubClaims.of(claims)
        .map(PublisherMismatch::github)
        .or(() -> GitLabClaims.of(claims).map(PublisherMismatch::gitlab))
        .orElseGet(() -> PublisherFields.ofIssuer(claims));
  }

  private static PublisherFields github(GitHubClaims job) {
    String[] repository = job.repository().split("/", 2);
    return PublisherFields.none()
        .with("owner", Optional.of(repository[0]))
        .with("repository name", Optional.of(repository[repository.length - 1]))
        .with("workflow name", job.jobWorkflow().map(WorkflowRef::file))
        .withEnvironment("environment name", job.environment());
  }

  private static PublisherFields gitlab(GitLabClaims job) {
    int slash = job.projectPath().lastIndexOf('/');
    return PublisherFields.none()
        .with("namespace", Optional.of(job.projectPath().substring(0, Math.max(slash, 0))))
        .with("project name", Optional.of(job.projectPath().substring(slash + 1)))
        .with("top-level pipeline file path", job.configFile())
        .withEnvironment("environment name", job.environment());
  }

  private Optional<String> differing(String description) {
    Matcher claim = DIFFERING_CLAIM.matcher(description);
    if (!claim.find()) {
      return Optional.empty();
    }
    String name = Optional.ofNullable(claim.group("named")).orElseGet(() -> claim.group("first"));
    String value =
        Optional.ofNullable(claims.presentable().get(name))
            .map(shown -> "'" + shown + "'")
            .orElse("missing, or not shown");
    return Optional.of("The claim that does not match is %s: it is %s.".formatted(name, value));
  }

  /** In that case, the claim contains the called workflow, not the calling one. */
  private static Optional<String> reusableWorkflow(GitHubClaims job) {
    Optional<WorkflowRef> elsewhere =
        job.jobWorkflow().filter(called -> !called.repository().equals(job.repository()));
    if (elsewhere.isPresent()) {
      return Optional.of(
          ("The job runs in a reusable workflow (%s) of another repository, which the index does"
                  + " not support: publish in a job of a workflow of %s itself.")
              .formatted(shown(elsewhere.get()), SafeText.shown(job.repository())));
    }
    return job.jobWorkflow()
        .filter(called -> job.isReusableWorkflow())
        .map(called ->
            ("The job runs in a reusable workflow (%s): register the file that is called, or better"
                    + " publish in the workflow that calls.")
                .formatted(shown(called)));
  }

  private static String shown(WorkflowRef workflow) {
    return SafeText.shown(workflow.repository() + "/" + workflow.path() + "@" + workflow.ref());
  }
}

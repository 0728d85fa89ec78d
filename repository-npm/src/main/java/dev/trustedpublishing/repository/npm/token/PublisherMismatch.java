package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import dev.trustedpublishing.support.publisher.PublisherFields;
import dev.trustedpublishing.support.publisher.WorkflowRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The registry responds 404 to every rejected exchange, without a reason. This message shows the
 * required registration, field by field as the registry compares them (npm's documentation of
 * trusted publishing).
 *
 * @param registry the registry
 * @param name the package
 * @param claims the claims that were sent
 */
record PublisherMismatch(RegistryAddress registry, PackageName name, Claims claims) {
  private static final Map<String, String> CIRCLE_CI =
      new TreeMap<>(
          Map.of(
              "org-id", "organization id",
              "project-id", "project id",
              "pipeline-definition-id", "pipeline definition id",
              "vcs-origin", "VCS origin"));

  /** Explains. */
  Problem explain() {
    List<String> hints = new ArrayList<>();
    hints.add(
        "1. The package must exist: publish its first version manually, then register the trusted"
            + " publisher in the settings of the package.");
    hints.add(
        ("2. Compare every field above with the trusted publisher in the settings of %s, as an"
                + " exact match, case-sensitive, including the file extension. A package has one"
                + " trusted publisher at a time.")
            .formatted(name));
    selfHosted().ifPresent(hints::add);
    rerun().ifPresent(hints::add);
    reusable().ifPresent(hints::add);
    return Problem.of(
            ErrorCode.EXCHANGE_NO_PUBLISHER,
            registry + " has no package " + name + " with a trusted publisher for this job.")
        .found("HTTP 404, which may have any of the reasons below")
        .expected(registration().toString())
        .remedy(String.join("\n", hints));
  }

  private PublisherFields registration() {
    return GitHubClaims.of(claims)
        .map(PublisherMismatch::github)
        .or(() -> GitLabClaims.of(claims).map(PublisherMismatch::gitlab))
        .orElseGet(this::circleCi);
  }

  private static PublisherFields github(GitHubClaims job) {
    return PublisherFields.none()
        .with("repository", Optional.of(job.repository()))
        .with("workflow filename", job.workflow().map(WorkflowRef::file))
        .withEnvironment("environment", job.environment());
  }

  private static PublisherFields gitlab(GitLabClaims job) {
    return PublisherFields.none()
        .with("namespace and project", Optional.of(job.projectPath()))
        .with("top-level CI file path", job.configFile())
        .withEnvironment("environment", job.environment());
  }

  private PublisherFields circleCi() {
    PublisherFields fields = PublisherFields.ofIssuer(claims);
    for (Map.Entry<String, String> field : CIRCLE_CI.entrySet()) {
      Optional<String> value = claims.text("oidc.circleci.com/" + field.getKey());
      fields = value.isPresent() ? fields.with(field.getValue(), value) : fields;
    }
    return fields;
  }

  private Optional<String> selfHosted() {
    return ClaimRules.runner(claims)
        .filter("self-hosted"::equals)
        .map(runner ->
            "3. The job runs on a self-hosted runner, which the registry does not support: use a"
                + " hosted runner.");
  }

  private Optional<String> rerun() {
    return claims.bool(ClaimRules.SSH_RERUN).filter(Boolean::booleanValue).isPresent()
        ? Optional.of(
            "3. The job was rerun with SSH, and such jobs are rejected: rerun it without SSH.")
        : Optional.empty();
  }

  private Optional<String> reusable() {
    return GitHubClaims.of(claims)
        .filter(GitHubClaims::isReusableWorkflow)
        .map(job ->
            "3. The job is in a reusable workflow: the registry compares the calling workflow"
                + " (workflow_ref), not the called one.");
  }
}

package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The registry answers 404 to every exchange that it does not like, and says no more. This shows
 * what has to be registered, field by field as the registry compares them (npm's documentation of
 * trusted publishing).
 *
 * @param registry the registry
 * @param name the package
 * @param claims what was presented
 */
record PublisherMismatch(RegistryAddress registry, PackageName name, Claims claims) {

  /** Explains. */
  Problem explain() {
    List<String> hints = new ArrayList<>();
    hints.add(
        "1. The package must exist: publish its first version by hand, then register the trusted"
            + " publisher in the settings of the package.");
    hints.add(
        "2. Compare every field above with the trusted publisher in the settings of "
            + name
            + ", letter by letter: upper and lower case count, and so does the ending of the file. A"
            + " package has one trusted publisher at a time.");
    selfHosted().ifPresent(hints::add);
    rerun().ifPresent(hints::add);
    reusable().ifPresent(hints::add);
    return Problem.of(
            ErrorCode.EXCHANGE_NO_PUBLISHER,
            registry + " knows no package " + name + " with a trusted publisher for this job.")
        .found("HTTP 404, which stands for all of the reasons below")
        .expected("a trusted publisher with exactly:" + registration())
        .remedy(String.join("\n", hints));
  }

  private String registration() {
    return GitHubClaims.of(claims)
        .map(PublisherMismatch::github)
        .or(() -> GitLabClaims.of(claims).map(PublisherMismatch::gitlab))
        .orElseGet(this::other);
  }

  private static String github(GitHubClaims job) {
    return field("repository", Optional.of(job.repository()))
        + field("workflow filename", job.workflow().map(workflow -> workflow.file()))
        + environment(job.environment());
  }

  private static String gitlab(GitLabClaims job) {
    return field("namespace and project", Optional.of(job.projectPath()))
        + field("top-level CI file path", job.configFile())
        + environment(job.environment());
  }

  private String other() {
    String shown =
        field("issuer", claims.issuer())
            + circle("organization id", "org-id")
            + circle("project id", "project-id")
            + circle("pipeline definition id", "pipeline-definition-id")
            + circle("VCS origin", "vcs-origin");
    return shown + "\n  and the identity that the claims below describe";
  }

  private String circle(String label, String claim) {
    return claims
        .text("oidc.circleci.com/" + claim)
        .map(value -> field(label, Optional.of(value)))
        .orElse("");
  }

  private Optional<String> selfHosted() {
    return ClaimRules.runner(claims)
        .filter("self-hosted"::equals)
        .map(runner ->
            "3. The job runs on a self-hosted runner, which the registry does not support: use one"
                + " of the CI system's own.");
  }

  private Optional<String> rerun() {
    return claims.truth(ClaimRules.SSH_RERUN).filter(Boolean::booleanValue).isPresent()
        ? Optional.of(
            "3. The job was rerun with SSH, and such jobs are refused: rerun it without SSH.")
        : Optional.empty();
  }

  private Optional<String> reusable() {
    return GitHubClaims.of(claims)
        .filter(GitHubClaims::isReusableWorkflow)
        .map(job ->
            "3. The job is in a reusable workflow: the file of the workflow that calls is compared"
                + " (workflow_ref), not the one that is called.");
  }

  private static String environment(Optional<String> found) {
    return found
        .map(name -> field("environment", found) + " (or none)")
        .orElse("\n  environment = (none: this job has no environment)");
  }

  private static String field(String label, Optional<String> value) {
    return "\n  " + label + " = " + value.map(SafeText::shown).orElse("(no such claim)");
  }
}

package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * No trusted publisher matches the claims: shows what must be registered so that one does, field by
 * field as the registration form has them (Warehouse, oidc/models).
 *
 * @param endpoints the registry
 * @param project the project that is to be published, if one is
 * @param claims what was presented
 */
record PublisherMismatch(
    RegistryEndpoints endpoints, Optional<ProjectName> project, Claims claims) {
  private static final Pattern WORKFLOW_FILE = Pattern.compile("([^/]+\\.ya?ml)(?=@)");
  private static final Pattern PIPELINE_FILE = Pattern.compile("(?<=//)(.+\\.ya?ml)(?=@)");
  private static final Pattern NAMED_CLAIM = Pattern.compile("claim '([a-z_]{1,40})'");
  private static final Pattern CLAIM_FIRST = Pattern.compile("\\bThe ([a-z_]{1,40}) claim ");

  /**
   * Explains.
   *
   * @param description the server's description, fit to be printed: "valid token, but no
   *     corresponding publisher (...)"
   * @return the problem
   */
  Problem explain(String description) {
    List<String> hints = new ArrayList<>();
    differing(description).ifPresent(hints::add);
    reusableWorkflow().ifPresent(hints::add);
    if (claims.text("event_name").filter("pull_request_target"::equals).isPresent()) {
      hints.add(
          "The workflow was started by pull_request_target, which the index never accepts: publish"
              + " from a push, a tag, a release or workflow_dispatch.");
    }
    hints.add(
        "Register or correct the publisher at "
            + endpoints.publisherSettings(project)
            + ", then start the"
            + " job again.");
    return Problem.of(
            ErrorCode.EXCHANGE_NO_PUBLISHER,
            endpoints.name()
                + " knows the CI system, but no trusted publisher that matches this job.")
        .found(description)
        .expected("a trusted publisher with exactly:" + registration())
        .remedy(String.join("\n", hints));
  }

  private String registration() {
    if (claims.text("repository").isPresent()) {
      return github();
    }
    return claims.text("project_path").isPresent() ? gitlab() : other();
  }

  private String github() {
    String repository = claims.text("repository").orElse("");
    return field("owner", before(repository, repository.indexOf('/')))
        + field("repository name", repository.substring(repository.indexOf('/') + 1))
        + field("workflow name", file(WORKFLOW_FILE, "job_workflow_ref"))
        + environment();
  }

  private String gitlab() {
    String path = claims.text("project_path").orElse("");
    return field("namespace", before(path, path.lastIndexOf('/')))
        + field("project name", path.substring(path.lastIndexOf('/') + 1))
        + field("top-level pipeline file path", file(PIPELINE_FILE, "ci_config_ref_uri"))
        + environment();
  }

  private String other() {
    return field("issuer", claims.issuer().orElse(""))
        + "\n  and the identity that the claims below describe";
  }

  private String environment() {
    String found = claims.text("environment").orElse("");
    return found.isEmpty()
        ? "\n  environment name = (empty: this job has none)"
        : field("environment name", found) + " (or empty)";
  }

  private String file(Pattern pattern, String claim) {
    Matcher file = pattern.matcher(claims.text(claim).orElse(""));
    return file.find() ? file.group(1) : "";
  }

  /** "Check failed for required claim 'x'", "Missing claim 'x'", "The x claim does not match". */
  private Optional<String> differing(String description) {
    for (Pattern pattern : List.of(NAMED_CLAIM, CLAIM_FIRST)) {
      Matcher claim = pattern.matcher(description);
      if (claim.find()) {
        String name = claim.group(1);
        String value =
            claims.presentable().containsKey(name)
                ? "'" + claims.presentable().get(name) + "'"
                : "missing, or not shown here";
        return Optional.of("The claim that does not fit is " + name + ": it is " + value + ".");
      }
    }
    return Optional.empty();
  }

  /** Then the claim names the workflow that was called, not the one that calls. */
  private Optional<String> reusableWorkflow() {
    String called = claims.text("job_workflow_ref").orElse("");
    String repository = claims.text("repository").orElse("");
    boolean elsewhere = !called.isEmpty() && !called.startsWith(repository + "/");
    boolean other =
        claims.text("workflow_ref").filter(caller -> !caller.equals(called)).isPresent();
    if (!elsewhere && !other) {
      return Optional.empty();
    }
    return Optional.of(
        "The job runs in a reusable workflow ("
            + SafeText.shown(called)
            + (elsewhere
                ? ") of another repository, which the index does not support: publish in a job of a"
                    + " workflow of "
                    + SafeText.shown(repository)
                    + " itself."
                : "): register the file that is called, or better publish in the workflow that"
                    + " calls."));
  }

  private static String before(String text, int index) {
    return index < 0 ? text : text.substring(0, index);
  }

  private static String field(String name, String value) {
    return "\n  " + name + " = " + (value.isEmpty() ? "(no such claim)" : SafeText.shown(value));
  }
}

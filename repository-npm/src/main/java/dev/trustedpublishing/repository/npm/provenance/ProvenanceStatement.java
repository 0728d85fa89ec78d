package dev.trustedpublishing.repository.npm.provenance;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a package was built, as npm describes it (libnpmpublish, lib/provenance.js). Immutable.
 *
 * @param repository the URL of the repository that builds
 * @param members the statement
 */
record ProvenanceStatement(String repository, Map<String, Object> members) {

  /** Describes the job; empty on a CI system that npm has no form for. */
  static Optional<ProvenanceStatement> of(NpmArtifact artifact, CiEnvironment job) {
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("name", artifact.name().purl(artifact.release()));
    subject.put("digest", Map.of("sha512", artifact.tarball().digests().sha512()));
    if (job.is("GITHUB_ACTIONS", "true")) {
      return Optional.of(
          new ProvenanceStatement(
              value(job, "GITHUB_SERVER_URL") + "/" + value(job, "GITHUB_REPOSITORY"),
              statement(
                  "https://in-toto.io/Statement/v1",
                  subject,
                  "https://slsa.dev/provenance/v1",
                  github(job))));
    }
    if (job.is("GITLAB_CI", "true")) {
      return Optional.of(
          new ProvenanceStatement(
              value(job, "CI_PROJECT_URL"),
              statement(
                  "https://in-toto.io/Statement/v0.1",
                  subject,
                  "https://slsa.dev/provenance/v0.2",
                  GitLabBuild.predicate(job))));
    }
    return Optional.empty();
  }

  private static Map<String, Object> statement(
      String type, Map<String, Object> subject, String predicateType, Object predicate) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("_type", type);
    statement.put("subject", List.of(subject));
    statement.put("predicateType", predicateType);
    statement.put("predicate", predicate);
    return statement;
  }

  private static Map<String, Object> github(CiEnvironment job) {
    String server = value(job, "GITHUB_SERVER_URL");
    String repository = server + "/" + value(job, "GITHUB_REPOSITORY");
    String workflow =
        value(job, "GITHUB_WORKFLOW_REF").replace(value(job, "GITHUB_REPOSITORY") + "/", "");
    int at = workflow.indexOf('@');
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put(
        "buildType", "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1");
    definition.put(
        "externalParameters",
        Map.of(
            "workflow",
            Map.of(
                "ref", at < 0 ? "" : workflow.substring(at + 1),
                "repository", repository,
                "path", at < 0 ? workflow : workflow.substring(0, at))));
    definition.put(
        "internalParameters",
        Map.of(
            "github",
            Map.of(
                "event_name", value(job, "GITHUB_EVENT_NAME"),
                "repository_id", value(job, "GITHUB_REPOSITORY_ID"),
                "repository_owner_id", value(job, "GITHUB_REPOSITORY_OWNER_ID"))));
    definition.put(
        "resolvedDependencies",
        List.of(
            Map.of(
                "uri",
                "git+" + repository + "@" + value(job, "GITHUB_REF"),
                "digest",
                Map.of("gitCommit", value(job, "GITHUB_SHA")))));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put(
        "builder",
        Map.of("id", "https://github.com/actions/runner/" + value(job, "RUNNER_ENVIRONMENT")));
    details.put(
        "metadata",
        Map.of(
            "invocationId",
            repository
                + "/actions/runs/"
                + value(job, "GITHUB_RUN_ID")
                + "/attempts/"
                + value(job, "GITHUB_RUN_ATTEMPT")));
    Map<String, Object> predicate = new LinkedHashMap<>();
    predicate.put("buildDefinition", definition);
    predicate.put("runDetails", details);
    return predicate;
  }

  static String value(CiEnvironment job, String name) {
    return job.get(name).orElse("");
  }
}

package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job on Buildkite: the values of its identity tokens (Buildkite's documentation of OpenID
 * Connect). Immutable.
 *
 * @param organization the slug of the organization
 * @param pipeline the slug of the pipeline
 * @param tag the tag that the build is for
 * @param commit the commit
 * @param id the id of the job
 */
public record BuildkiteJob(
    String organization, String pipeline, String tag, String commit, String id)
    implements EmbeddedJob {

  /**
   * Creates a sample job: the release of the pipeline {@code sampleproject} of {@code octo-org}.
   *
   * @return the job
   */
  public static BuildkiteJob sample() {
    return new BuildkiteJob(
        "octo-org",
        "sampleproject",
        "v1.2.3",
        "3333333333333333333333333333333333333333",
        "0190-1111-4222-8333-444444444444");
  }

  @Override
  public EmbeddedBuildkite start(LoopbackServer server, Clock clock) throws IOException {
    return EmbeddedBuildkite.start(server, this, clock);
  }

  Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put(
        "sub",
        "organization:%s:pipeline:%s:ref:refs/tags/%s:commit:%s:step:publish"
            .formatted(organization, pipeline, tag, commit));
    claims.put("organization_slug", organization);
    claims.put("pipeline_slug", pipeline);
    claims.put("build_number", 12);
    claims.put("build_branch", "main");
    claims.put("build_tag", tag);
    claims.put("build_commit", commit);
    claims.put("build_source", "webhook");
    claims.put("step_key", "publish");
    claims.put("job_id", id);
    claims.put("agent_id", "0190-5555-4222-8333-444444444444");
    claims.put("runner_environment", "buildkite-hosted");
    return claims;
  }

  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CI", "true");
    variables.put("BUILDKITE", "true");
    variables.put("BUILDKITE_JOB_ID", id);
    variables.put("BUILDKITE_ORGANIZATION_SLUG", organization);
    variables.put("BUILDKITE_PIPELINE_SLUG", pipeline);
    variables.put("BUILDKITE_TAG", tag);
    variables.put("BUILDKITE_COMMIT", commit);
    variables.put("BUILDKITE_BUILD_NUMBER", "12");
    return variables;
  }
}

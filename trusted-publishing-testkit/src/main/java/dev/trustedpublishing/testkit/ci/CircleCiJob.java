package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A job on CircleCI: the values of its identity tokens (CircleCI's documentation of OpenID Connect
 * tokens). Immutable.
 *
 * @param organization the id of the organization, which has its own issuer
 * @param project the id of the project
 * @param pipelineDefinition the id of the definition of the pipeline
 * @param origin the repository, such as {@code github.com/octo-org/sampleproject}
 * @param ref the full git ref
 * @param contexts the ids of the contexts of the job
 * @param sshRerun whether somebody has run it again with SSH
 */
public record CircleCiJob(
    String organization,
    String project,
    String pipelineDefinition,
    String origin,
    String ref,
    List<String> contexts,
    boolean sshRerun)
    implements EmbeddedJob {
  private static final String PREFIX = "oidc.circleci.com/";

  /** Copies the list. */
  public CircleCiJob {
    contexts = List.copyOf(contexts);
  }

  /**
   * Creates a sample job: the release of {@code github.com/octo-org/sampleproject}.
   *
   * @return the job, without contexts
   */
  public static CircleCiJob sample() {
    return new CircleCiJob(
        "00000000-1111-4222-8333-444444444444",
        "55555555-1111-4222-8333-444444444444",
        "66666666-1111-4222-8333-444444444444",
        "github.com/octo-org/sampleproject",
        "refs/tags/v1.2.3",
        List.of(),
        false);
  }

  /**
   * Runs the job again with SSH.
   *
   * @return a copy that is such a rerun
   */
  public CircleCiJob rerunWithSsh() {
    return new CircleCiJob(organization, project, pipelineDefinition, origin, ref, contexts, true);
  }

  @Override
  public EmbeddedCircleCi start(LoopbackServer server, Clock clock) throws IOException {
    return EmbeddedCircleCi.start(server, this, clock);
  }

  Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", "org/" + organization + "/project/" + project + "/user/octocat");
    claims.put(PREFIX + "org-id", organization);
    claims.put(PREFIX + "project-id", project);
    claims.put(PREFIX + "pipeline-definition-id", pipelineDefinition);
    claims.put(PREFIX + "pipeline-id", "77777777-1111-4222-8333-444444444444");
    claims.put(PREFIX + "vcs-origin", origin);
    claims.put(PREFIX + "vcs-ref", ref);
    claims.put(PREFIX + "context-ids", contexts);
    claims.put(PREFIX + "ssh-rerun", sshRerun);
    return claims;
  }

  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CI", "true");
    variables.put("CIRCLECI", "true");
    variables.put("CIRCLE_JOB", "publish");
    variables.put("CIRCLE_ORGANIZATION_ID", organization);
    variables.put("CIRCLE_PROJECT_ID", project);
    variables.put("CIRCLE_TAG", ref.substring(ref.lastIndexOf('/') + 1));
    return variables;
  }
}

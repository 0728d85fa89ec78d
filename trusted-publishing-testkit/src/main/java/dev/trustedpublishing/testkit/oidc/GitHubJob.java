package dev.trustedpublishing.testkit.oidc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job on GitHub Actions: the values of its identity token (GitHub's OpenID Connect reference).
 * Every value is a string, as in the real tokens. Immutable.
 *
 * @param owner the account that owns the repository
 * @param ownerId the number of that account
 * @param repository the name of the repository, without its owner
 * @param repositoryId the number of the repository
 * @param workflow the file name of the workflow, such as {@code release.yml}
 * @param ref the full git ref, such as {@code refs/tags/v1.2.3}
 * @param sha the commit
 * @param environment the deployment environment, or null for none
 * @param eventName the event that started the workflow, such as {@code release}
 * @param runnerEnvironment {@code github-hosted} or {@code self-hosted}
 * @param actor who started it
 * @param runId the number of the run, unique at GitHub
 * @param runNumber the number of the run in its workflow
 * @param runAttempt which attempt of the run this is, from 1
 */
public record GitHubJob(
    String owner,
    String ownerId,
    String repository,
    String repositoryId,
    String workflow,
    String ref,
    String sha,
    @Nullable String environment,
    String eventName,
    String runnerEnvironment,
    String actor,
    String runId,
    String runNumber,
    String runAttempt) {

  /**
   * Creates a sample job: the release of {@code octo-org/sampleproject}, by {@code release.yml}, in
   * the environment {@code release}.
   *
   * @return the job
   */
  public static GitHubJob sample() {
    return new GitHubJob(
        "octo-org",
        "65",
        "sampleproject",
        "700000001",
        "release.yml",
        "refs/tags/v1.2.3",
        "1111111111111111111111111111111111111111",
        "release",
        "release",
        "github-hosted",
        "octocat",
        "9000000001",
        "12",
        "1");
  }

  /**
   * Names another owner.
   *
   * @param name the account
   * @param id its number
   * @return a copy with this owner
   */
  public GitHubJob withOwner(String name, String id) {
    Copy copy = new Copy(this);
    copy.owner = name;
    copy.ownerId = id;
    return copy.job();
  }

  /**
   * Names another repository.
   *
   * @param name its name, without the owner
   * @param id its number
   * @return a copy with this repository
   */
  public GitHubJob withRepository(String name, String id) {
    Copy copy = new Copy(this);
    copy.repository = name;
    copy.repositoryId = id;
    return copy.job();
  }

  /**
   * Names another workflow.
   *
   * @param file its file name
   * @return a copy with this workflow
   */
  public GitHubJob withWorkflow(String file) {
    Copy copy = new Copy(this);
    copy.workflow = file;
    return copy.job();
  }

  /**
   * Names another git ref.
   *
   * @param fullRef the ref, such as {@code refs/heads/main}
   * @return a copy with this ref
   */
  public GitHubJob withRef(String fullRef) {
    Copy copy = new Copy(this);
    copy.ref = fullRef;
    return copy.job();
  }

  /**
   * Names another commit.
   *
   * @param commit the full hash
   * @return a copy with this commit
   */
  public GitHubJob withSha(String commit) {
    Copy copy = new Copy(this);
    copy.sha = commit;
    return copy.job();
  }

  /**
   * Names another environment.
   *
   * @param name the environment, or null for none
   * @return a copy with this environment
   */
  public GitHubJob withEnvironment(@Nullable String name) {
    Copy copy = new Copy(this);
    copy.environment = name;
    return copy.job();
  }

  /**
   * Names another event.
   *
   * @param name the event, such as {@code push} or {@code pull_request_target}
   * @return a copy started by this event
   */
  public GitHubJob withEventName(String name) {
    Copy copy = new Copy(this);
    copy.eventName = name;
    return copy.job();
  }

  /**
   * Names another kind of runner.
   *
   * @param name {@code github-hosted} or {@code self-hosted}
   * @return a copy on this kind of runner
   */
  public GitHubJob withRunnerEnvironment(String name) {
    Copy copy = new Copy(this);
    copy.runnerEnvironment = name;
    return copy.job();
  }

  /**
   * Names another run.
   *
   * @param id its number at GitHub
   * @param attempt which attempt it is, from 1
   * @return a copy that is this run
   */
  public GitHubJob withRun(String id, String attempt) {
    Copy copy = new Copy(this);
    copy.runId = id;
    copy.runAttempt = attempt;
    return copy.job();
  }

  /**
   * Returns the repository with its owner.
   *
   * @return the repository, such as {@code octo-org/sampleproject}
   */
  public String fullRepository() {
    return owner + "/" + repository;
  }

  /**
   * Returns the workflow in the form of the claim {@code workflow_ref}.
   *
   * @return the workflow, such as {@code
   *     octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.3}
   */
  public String workflowRef() {
    return fullRepository() + "/.github/workflows/" + workflow + "@" + ref;
  }

  /** The claims that describe the job, without issuer, audience, times and token id. */
  Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", subject());
    claims.put("repository", fullRepository());
    claims.put("repository_id", repositoryId);
    claims.put("repository_owner", owner);
    claims.put("repository_owner_id", ownerId);
    claims.put("repository_visibility", "public");
    claims.put("ref", ref);
    claims.put("ref_type", ref.startsWith("refs/tags/") ? "tag" : "branch");
    claims.put("ref_protected", "false");
    claims.put("sha", sha);
    claims.put("head_ref", "");
    claims.put("base_ref", "");
    claims.put("event_name", eventName);
    if (environment != null) {
      claims.put("environment", environment);
    }
    claims.put("workflow", workflow);
    claims.put("workflow_ref", workflowRef());
    claims.put("workflow_sha", sha);
    claims.put("job_workflow_ref", workflowRef());
    claims.put("job_workflow_sha", sha);
    claims.put("actor", actor);
    claims.put("actor_id", "1");
    claims.put("run_id", runId);
    claims.put("run_number", runNumber);
    claims.put("run_attempt", runAttempt);
    claims.put("runner_environment", runnerEnvironment);
    claims.put("check_run_id", "1");
    return claims;
  }

  /** The variables that the runner sets, without those for access to the token endpoint. */
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CI", "true");
    variables.put("GITHUB_ACTIONS", "true");
    variables.put("GITHUB_ACTOR", actor);
    variables.put("GITHUB_EVENT_NAME", eventName);
    variables.put("GITHUB_JOB", "publish");
    variables.put("GITHUB_REF", ref);
    variables.put("GITHUB_REPOSITORY", fullRepository());
    variables.put("GITHUB_REPOSITORY_ID", repositoryId);
    variables.put("GITHUB_REPOSITORY_OWNER", owner);
    variables.put("GITHUB_REPOSITORY_OWNER_ID", ownerId);
    variables.put("GITHUB_RUN_ATTEMPT", runAttempt);
    variables.put("GITHUB_RUN_ID", runId);
    variables.put("GITHUB_RUN_NUMBER", runNumber);
    variables.put("GITHUB_SERVER_URL", "https://github.com");
    variables.put("GITHUB_SHA", sha);
    variables.put("GITHUB_WORKFLOW_REF", workflowRef());
    variables.put("RUNNER_ENVIRONMENT", runnerEnvironment);
    return variables;
  }

  private String subject() {
    String context = environment == null ? "ref:" + ref : "environment:" + escaped(environment);
    return "repo:" + fullRepository() + ":" + context;
  }

  /** A colon inside of a value is written {@code %3A} (GitHub's OpenID Connect reference). */
  private static String escaped(String value) {
    return value.replace(":", "%3A");
  }

  /** A job whose values can be changed. */
  private static final class Copy {
    private String owner;
    private String ownerId;
    private String repository;
    private String repositoryId;
    private String workflow;
    private String ref;
    private String sha;
    private @Nullable String environment;
    private String eventName;
    private String runnerEnvironment;
    private String actor;
    private String runId;
    private String runNumber;
    private String runAttempt;

    Copy(GitHubJob job) {
      owner = job.owner;
      ownerId = job.ownerId;
      repository = job.repository;
      repositoryId = job.repositoryId;
      workflow = job.workflow;
      ref = job.ref;
      sha = job.sha;
      environment = job.environment;
      eventName = job.eventName;
      runnerEnvironment = job.runnerEnvironment;
      actor = job.actor;
      runId = job.runId;
      runNumber = job.runNumber;
      runAttempt = job.runAttempt;
    }

    GitHubJob job() {
      return new GitHubJob(
          owner,
          ownerId,
          repository,
          repositoryId,
          workflow,
          ref,
          sha,
          environment,
          eventName,
          runnerEnvironment,
          actor,
          runId,
          runNumber,
          runAttempt);
    }
  }
}

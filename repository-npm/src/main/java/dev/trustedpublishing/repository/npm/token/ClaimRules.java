package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jobs that npm's registry rejects (npm's documentation of trusted publishing). */
public final class ClaimRules {
  /** CircleCI's claim about jobs that were rerun with SSH. */
  static final String SSH_RERUN = "oidc.circleci.com/ssh-rerun";

  private ClaimRules() {}

  public static List<Finding> findings(Claims claims) {
    List<Finding> findings = new ArrayList<>();
    runner(claims).filter("self-hosted"::equals).ifPresent(runner -> findings.add(selfHosted()));
    claims
        .bool(SSH_RERUN)
        .filter(Boolean::booleanValue)
        .ifPresent(rerun -> findings.add(sshRerun()));
    GitHubClaims.of(claims)
        .filter(GitHubClaims::isReusableWorkflow)
        .ifPresent(job -> findings.add(reusableWorkflow(job)));
    return findings;
  }

  /** The runner of the job, according to its CI system. */
  static Optional<String> runner(Claims claims) {
    return GitHubClaims.of(claims)
        .flatMap(GitHubClaims::runner)
        .or(() -> GitLabClaims.of(claims).flatMap(GitLabClaims::runner));
  }

  /** Documented for all CI systems: only their own runners are supported. */
  private static Finding selfHosted() {
    return Finding.refusal(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "npm's trusted publishing does not support self-hosted runners; nothing was sent.")
            .found("runner_environment self-hosted")
            .expected("a hosted runner of the CI system")
            .remedy(
                "Run the job that publishes on a hosted runner. Those of Depot, Blacksmith, Namespace,"
                    + " and RunsOn count as self-hosted. For example:\n"
                    + "runs-on: ubuntu-latest"));
  }

  /** Reported by users, not documented: so it is a warning. */
  private static Finding sshRerun() {
    return Finding.warning(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "The job was rerun with SSH; npm's registry is known to reject such jobs.")
            .found(SSH_RERUN + " = true")
            .expected("a run without SSH")
            .remedy("If the registry rejects it, rerun the job without SSH."));
  }

  private static Finding reusableWorkflow(GitHubClaims job) {
    String calling = job.workflow().map(workflow -> SafeText.shown(workflow.file())).orElse("");
    String called = job.jobWorkflow().map(workflow -> SafeText.shown(workflow.file())).orElse("");
    return Finding.warning(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "The job is in a reusable workflow; npm compares the file of the calling workflow.")
            .found("called " + called + " by " + calling)
            .expected("a publisher registered with " + calling)
            .remedy("If the registry rejects it, register " + calling + "."));
  }
}

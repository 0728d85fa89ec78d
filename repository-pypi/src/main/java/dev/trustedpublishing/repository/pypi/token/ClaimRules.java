package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.WorkflowRef;
import java.util.ArrayList;
import java.util.List;

/** The jobs that PyPI rejects for every registration (Warehouse, oidc/models/github.py). */
public final class ClaimRules {
  private ClaimRules() {}

  public static List<Finding> findings(Claims claims) {
    return GitHubClaims.of(claims).map(ClaimRules::ofGitHub).orElse(List.of());
  }

  private static List<Finding> ofGitHub(GitHubClaims job) {
    List<Finding> findings = new ArrayList<>();
    job.event()
        .filter("pull_request_target"::equals)
        .ifPresent(event -> findings.add(pullRequestTarget()));
    job.jobWorkflow()
        .filter(called -> job.isReusableWorkflow())
        .ifPresent(called -> findings.add(reusableWorkflow(job, called)));
    if (job.environment().isEmpty()) {
      findings.add(noEnvironment());
    }
    return findings;
  }

  private static Finding pullRequestTarget() {
    return Finding.refusal(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "PyPI rejects jobs started by 'pull_request_target'; nothing was sent to it.")
            .found("event pull_request_target")
            .expected("any other event")
            .remedy(
                """
                Publish from another trigger:
                on:
                  release:
                    types: [published]\
                """));
  }

  /** PyPI checks the called workflow, which must be in the registered repository. */
  private static Finding reusableWorkflow(GitHubClaims job, WorkflowRef called) {
    if (!called.repository().equalsIgnoreCase(job.repository())) {
      return Finding.refusal(
          Problem.of(
                  ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                  "PyPI rejects reusable workflows of another repository; nothing was sent to it.")
              .found("a job of " + SafeText.shown(called.repository() + "/" + called.path()))
              .expected("a job of " + SafeText.shown(job.repository()) + " itself")
              .remedy("Move the job that publishes to a workflow of the repository itself."));
    }
    return Finding.warning(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "The job is in a reusable workflow; PyPI compares the file of the called workflow.")
            .found("called " + SafeText.shown(called.file()) + callingFile(job))
            .expected("a publisher registered with " + SafeText.shown(called.file()))
            .remedy(
                "If PyPI rejects it, register "
                    + SafeText.shown(called.file())
                    + ", or move the job that publishes to the workflow that is started."
                    + " Attestations are compared with the calling workflow instead, so PyPI may"
                    + " accept this token and reject them."));
  }

  private static String callingFile(GitHubClaims job) {
    return job.workflow().map(calling -> " by " + SafeText.shown(calling.file())).orElse("");
  }

  private static Finding noEnvironment() {
    return Finding.warning(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "The job has no deployment environment; a publisher registered with one does not"
                    + " match.")
            .found("no environment")
            .expected("the registered environment, if any")
            .remedy("If PyPI rejects it, add it to the job:\nenvironment: pypi"));
  }
}

package dev.trustedpublishing.provider.circleci;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import java.util.stream.Stream;

/** Explains why the {@code circleci} command returned no identity token. */
record ToolFailure(IdentityRequest request, CiEnvironment environment) {

  TrustedPublishingException of(ProcessOutcome outcome) {
    if (outcome instanceof ProcessOutcome.NotStarted notStarted) {
      return failed("The circleci command could not be started.", notStarted.reason())
          .remedy(
              "Run this in a step of the job, where the agent provides the command, not in a"
                  + " container that the step starts. For a container, pass the token in a file:\n"
                  + "steps:\n"
                  + "  - run: circleci run oidc get --claims '{\"aud\":\""
                  + SafeText.shown(request.audience())
                  + "\"}'"
                  + issuerOption()
                  + " > identity-token")
          .toException(Stage.OBTAIN);
    }
    Problem problem =
        failed("CircleCI issued no identity token to this job.", found(outcome)).remedy(remedy());
    TrustedPublishingException.Builder failure =
        TrustedPublishingException.builder(Stage.OBTAIN, problem);
    return (mayWorkLater(outcome) ? failure.retryCanHelp() : failure).build();
  }

  private static Problem.Description failed(String what, String found) {
    return Problem.of(ErrorCode.IDENTITY_TOOL_FAILED, what)
        .found(found)
        .expected("a token printed by 'circleci run oidc get' within 30 s");
  }

  private static String found(ProcessOutcome outcome) {
    if (outcome instanceof ProcessOutcome.TimedOut timedOut) {
      return "the command did not end within " + timedOut.limit().toSeconds() + " s";
    }
    if (outcome instanceof ProcessOutcome.Exited exited) {
      String message = exited.standardError();
      return exited.status() == 0
          ? "exit status 0, but no output"
          : "exit status " + exited.status() + (message.isEmpty() ? "" : ", message: " + message);
    }
    return "output that is too long for a token";
  }

  /** A command that gives no reason may not have reached CircleCI; a message is final. */
  private static boolean mayWorkLater(ProcessOutcome outcome) {
    return outcome instanceof ProcessOutcome.TimedOut
        || (outcome instanceof ProcessOutcome.Exited exited
            && exited.status() != 0
            && exited.standardError().isEmpty());
  }

  private String remedy() {
    return isFork()
        ? "This job builds a pull request of a fork, which has no identity token (unless the"
            + " project passes secrets to such builds). Publish from a tag:\n"
            + "workflows:\n"
            + "  release:\n"
            + "    jobs:\n"
            + "      - publish:\n"
            + "          filters:\n"
            + "            branches:\n"
            + "              ignore: /.*/\n"
            + "            tags:\n"
            + "              only: /^v.*/"
        : "Run this in a job on CircleCI, not with 'circleci local execute'. If the message says"
            + " that a claim or an option is unknown, update the self-hosted runner.";
  }

  /** Set only for pull requests of forks (CircleCI's list of built-in variables). */
  private boolean isFork() {
    return Stream.of("CIRCLE_PR_USERNAME", "CIRCLE_PR_REPONAME")
        .anyMatch(name -> environment.get(name).isPresent());
  }

  private String issuerOption() {
    return request.issuer() == IdentityRequest.Issuer.ROOT ? " --root-issuer" : "";
  }
}

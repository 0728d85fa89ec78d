package dev.trustedpublishing.provider.buildkite;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.List;

/**
 * Buildkite: {@code buildkite-agent oidc request-token} prints a new identity token for any
 * audience. In a container without the agent, the same is requested from Buildkite's API, if the
 * container has the variables of the job. The agent hides the tokens that it prints in the log.
 * Stateless and thread-safe.
 */
public final class Buildkite implements IdentityProvider {
  private static final String AGENT = "buildkite-agent";

  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public Buildkite() {}

  @Override
  public String id() {
    return "buildkite";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return environment.is("BUILDKITE", "true")
        ? new Detection.Available("Buildkite")
        : new Detection.Absent("BUILDKITE=true");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    List<String> command =
        List.of(AGENT, "oidc", "request-token", "--audience", request.audience());
    ProcessOutcome outcome = context.processes().run(command);
    if (outcome instanceof ProcessOutcome.NotStarted notStarted) {
      return AgentApi.of(context)
          .orElseThrow(() -> missing(notStarted.reason()))
          .token(request.audience());
    }
    if (outcome instanceof ProcessOutcome.Exited exited && exited.status() == 0) {
      return exited
          .output()
          .map(jwt -> context.readIdentityToken(jwt, IdentityToken.Supply.ON_REQUEST))
          .orElseThrow(() -> failed("success, but nothing on standard output").build());
    }
    throw refused(outcome);
  }

  private static TrustedPublishingException missing(String reason) {
    return Problem.of(
            ErrorCode.IDENTITY_TOOL_FAILED, "buildkite-agent was not found, and its API is closed.")
        .found(
            reason
                + "; "
                + AgentApi.TOKEN_VARIABLE
                + " or "
                + AgentApi.JOB_VARIABLE
                + " is not set either")
        .expected("one of the two, to request an identity token")
        .remedy(
            """
            Give the container of the step the agent, or the variables of the job:
            plugins:
              - docker#v5.13.0:
                  mount-buildkite-agent: true
                  propagate-environment: true\
            """)
        .toException(Stage.OBTAIN);
  }

  private static TrustedPublishingException refused(ProcessOutcome outcome) {
    if (outcome instanceof ProcessOutcome.Exited exited) {
      return exited.standardError().isEmpty()
          ? failed("exit status " + exited.status() + " and no message").retryCanHelp().build()
          : failed("exit status " + exited.status() + ", message: " + exited.standardError())
              .build();
    }
    return outcome instanceof ProcessOutcome.TimedOut timedOut
        ? failed("no end after " + timedOut.limit().toSeconds() + " s").retryCanHelp().build()
        : failed("more output than a token has").build();
  }

  private static TrustedPublishingException.Builder failed(String found) {
    return TrustedPublishingException.builder(
        Stage.OBTAIN,
        Problem.of(ErrorCode.IDENTITY_TOOL_FAILED, "buildkite-agent returned no identity token.")
            .found(found)
            .expected("a token printed by 'buildkite-agent oidc request-token'")
            .remedy(
                "Read its message. If it does not know the command, update the agent. If the job has"
                    + " ended, publish within the job."));
  }
}

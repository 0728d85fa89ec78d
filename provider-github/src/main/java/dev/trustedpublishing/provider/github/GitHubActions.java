package dev.trustedpublishing.provider.github;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.Optional;

/**
 * GitHub Actions, and the runners of Forgejo and Gitea, which use its variables and its protocol.
 * Each request gives a fresh token for any audience. Stateless and thread-safe.
 */
public final class GitHubActions implements IdentityProvider {
  static final String URL_VARIABLE = "ACTIONS_ID_TOKEN_REQUEST_URL";
  static final String TOKEN_VARIABLE = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public GitHubActions() {}

  @Override
  public String id() {
    return "github";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    if (!environment.is("GITHUB_ACTIONS", "true")) {
      return new Detection.Absent("GITHUB_ACTIONS=true");
    }
    Runner runner = Runner.of(environment);
    boolean hasUrl = environment.get(URL_VARIABLE).isPresent();
    boolean hasToken = environment.get(TOKEN_VARIABLE).isPresent();
    if (hasUrl && hasToken) {
      return new Detection.Available(runner.title());
    }
    Problem problem =
        hasUrl || hasToken
            ? halfSet(runner, hasUrl ? TOKEN_VARIABLE : URL_VARIABLE)
            : isPullRequest(environment) ? pullRequest(runner) : notPermitted(runner);
    return new Detection.Misconfigured(runner.title(), problem);
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    CiEnvironment environment = context.environment();
    if (detect(environment) instanceof Detection.Misconfigured misconfigured) {
      throw TrustedPublishingException.during(Stage.OBTAIN, misconfigured.problem()).build();
    }
    TokenRequest tokens =
        new TokenRequest(
            environment.get(URL_VARIABLE).orElseThrow(),
            environment.secret(TOKEN_VARIABLE).orElseThrow(),
            context);
    return tokens.send(request.audience());
  }

  /** The runner takes the line out of the log and hides the value from then on. */
  @Override
  public Optional<Secret> maskingCommand(Secret secret) {
    return Optional.of(Secret.of("::add-mask::" + secret.reveal()));
  }

  private static boolean isPullRequest(CiEnvironment environment) {
    return environment.is("GITHUB_EVENT_NAME", "pull_request");
  }

  private static Problem notPermitted(Runner runner) {
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "This " + runner.title() + " job may not request an identity token.")
        .found("neither " + URL_VARIABLE + " nor " + TOKEN_VARIABLE + " is set")
        .wanted("a job with the permission to request one")
        .remedy(runner.permission());
  }

  private static Problem pullRequest(Runner runner) {
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "This " + runner.title() + " job runs for a pull request and has no identity token.")
        .found(
            "event pull_request, and neither "
                + URL_VARIABLE
                + " nor "
                + TOKEN_VARIABLE
                + " is set")
        .wanted("a job that runs for the repository itself")
        .remedy(
            "For a pull request from a fork it cannot be granted, whatever the workflow says. Use"
                + " another trigger for the release:\n"
                + "on:\n"
                + "  release:\n"
                + "    types: [published]\n"
                + "and in the job that publishes:\n"
                + runner.permission());
  }

  private static Problem halfSet(Runner runner, String missing) {
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "The environment of this " + runner.title() + " job is incomplete.")
        .found(missing + " is not set, although its counterpart is")
        .wanted("both " + URL_VARIABLE + " and " + TOKEN_VARIABLE)
        .remedy(
            "If the step runs in a container of its own, pass both variables into it:\n"
                + "docker run --env "
                + URL_VARIABLE
                + " --env "
                + TOKEN_VARIABLE
                + " ...");
  }
}

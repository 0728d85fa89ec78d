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
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * GitHub Actions, and the runners of Forgejo and Gitea, which use its variables and its protocol.
 * Each request returns a new token for any audience. Stateless and thread-safe.
 */
public final class GitHubActions implements IdentityProvider {
  static final String URL_VARIABLE = "ACTIONS_ID_TOKEN_REQUEST_URL";
  static final String TOKEN_VARIABLE = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  private static final String UNCHANGED =
      "Keep both variables as the runner sets them. Find out which step or container changed them.";

  /** Longer than any request token, and the usual limit of servers for a header. */
  private static final int MAX_TOKEN_LENGTH = 16 * 1024;

  private final Set<String> trustedHosts;

  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public GitHubActions() {
    this(Set.of());
  }

  private GitHubActions(Set<String> trustedHosts) {
    this.trustedHosts = trustedHosts;
  }

  /**
   * Creates a provider for a runner whose token endpoint, or whose issuer, is on a host that is not
   * known as GitHub's. Known are GitHub's own hosts, the host of {@code GITHUB_SERVER_URL}
   * (Enterprise Server, Forgejo) and this machine.
   *
   * @param hosts host names that the job's request token may be sent to, and whose tokens are
   *     accepted
   * @return the provider, to be passed to a publisher {@code with(...)}
   */
  public static GitHubActions trusting(String... hosts) {
    return new GitHubActions(
        Arrays.stream(hosts)
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()));
  }

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
            ? halfSet(runner, environment, hasUrl ? TOKEN_VARIABLE : URL_VARIABLE)
            : isPullRequest(environment) ? pullRequest(runner) : notPermitted(runner);
    return new Detection.Misconfigured(runner.title(), problem);
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    CiEnvironment environment = context.environment();
    if (detect(environment) instanceof Detection.Misconfigured misconfigured) {
      throw TrustedPublishingException.builder(Stage.OBTAIN, misconfigured.problem()).build();
    }
    TokenEndpoint endpoint = endpoint(environment);
    Secret requestToken = environment.secret(TOKEN_VARIABLE).orElseThrow();
    requireSendable(requestToken);
    IdentityToken token =
        new TokenRequest(endpoint, requestToken, context).send(request.audience());
    new Issuer(Runner.of(environment), environment, endpoint, trustedHosts)
        .check(token.claims())
        .ifPresent(context::warn);
    return token;
  }

  /** The runner removes the line from the log and hides the value from then on. */
  @Override
  public Optional<Secret> maskingCommand(Secret secret) {
    return Optional.of(Secret.of("::add-mask::" + secret.reveal()));
  }

  private TokenEndpoint endpoint(CiEnvironment environment) {
    try {
      return TokenEndpoint.parse(
          environment.get(URL_VARIABLE).orElseThrow(), environment, trustedHosts);
    } catch (TokenEndpoint.UnknownHostException e) {
      throw badEndpoint(
          String.valueOf(e.getMessage()),
          "If this runner's endpoint really is on that host, trust the host:"
              + " with(GitHubActions.trusting(\""
              + e.host()
              + "\")). Otherwise find out which step or container changed the variable.");
    } catch (IllegalArgumentException e) {
      throw badEndpoint(String.valueOf(e.getMessage()), UNCHANGED);
    }
  }

  private static void requireSendable(Secret requestToken) {
    if (requestToken.length() > MAX_TOKEN_LENGTH) {
      throw badEndpoint(
          TOKEN_VARIABLE + " has " + requestToken.length() + " characters.", UNCHANGED);
    }
    if (!requestToken.isHeaderSafe()) {
      throw badEndpoint(
          TOKEN_VARIABLE + " contains spaces, line breaks, or non-ASCII characters.", UNCHANGED);
    }
  }

  private static TrustedPublishingException badEndpoint(String found, String remedy) {
    return TrustedPublishingException.builder(
            Stage.OBTAIN,
            Problem.of(
                    ErrorCode.IDENTITY_BAD_ENDPOINT,
                    "The CI system's token endpoint is invalid; nothing was sent to it.")
                .found(found)
                .expected(
                    "an HTTPS URL of the CI system in "
                        + URL_VARIABLE
                        + " and a valid token in "
                        + TOKEN_VARIABLE)
                .remedy(remedy))
        .build();
  }

  private static boolean isPullRequest(CiEnvironment environment) {
    return environment.is("GITHUB_EVENT_NAME", "pull_request");
  }

  private static Problem notPermitted(Runner runner) {
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "This " + runner.title() + " job may not request an identity token.")
        .found("neither " + URL_VARIABLE + " nor " + TOKEN_VARIABLE + " is set")
        .expected("a job with permission to request one")
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
        .expected("a job of the repository itself")
        .remedy(
            "A pull request from a fork never has this permission. Use another trigger for the"
                + " release:\n"
                + "on:\n"
                + "  release:\n"
                + "    types: [published]\n"
                + "and in the job that publishes:\n"
                + runner.permission());
  }

  private static Problem halfSet(Runner runner, CiEnvironment environment, String missing) {
    String state = environment.names().contains(missing) ? " is empty" : " is not set";
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "The environment of this " + runner.title() + " job is incomplete.")
        .found(missing + state + ", although its counterpart is")
        .expected("both " + URL_VARIABLE + " and " + TOKEN_VARIABLE)
        .remedy(
            "If the step runs in a separate container, pass both variables to it:\n"
                + "steps:\n"
                + "  - run: docker run --env "
                + URL_VARIABLE
                + " --env "
                + TOKEN_VARIABLE
                + " ...");
  }
}

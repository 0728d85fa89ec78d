package dev.trustedpublishing.provider.github;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may issue the tokens of a job: GitHub (with the slug of an enterprise, or for GHE.com and
 * Enterprise Server at other addresses), or the server that the token was requested from. Also
 * detects other runners that imitate GitHub's variables.
 */
final class Issuer {
  private static final String GITHUB_COM = "https://token.actions.githubusercontent.com";
  private static final Pattern GITHUB =
      Pattern.compile(
          "https://token\\.actions\\.(githubusercontent\\.com|[a-z0-9-]+\\.ghe\\.com)(/[A-Za-z0-9-]+)?");
  private static final String ENTERPRISE_SERVER = "/_services/token";
  private static final String FORGEJO = "/api/actions";

  private final Runner runner;
  private final CiEnvironment environment;
  private final TokenEndpoint endpoint;
  private final Set<String> trusted;

  Issuer(Runner runner, CiEnvironment environment, TokenEndpoint endpoint, Set<String> trusted) {
    this.runner = runner;
    this.environment = environment;
    this.endpoint = endpoint;
    this.trusted = trusted;
  }

  /**
   * Checks the issuer of a token.
   *
   * @param claims the claims of the token
   * @return a warning if the runner is not the one that it claims to be
   * @throws TrustedPublishingException if the token is not of this CI system
   */
  Optional<Problem> check(Claims claims) {
    String issuer = claims.issuer().orElse("");
    if (runner == Runner.GITHUB && GITHUB.matcher(issuer).matches()) {
      return Optional.empty();
    }
    Optional<Origin> origin = originOf(issuer);
    boolean sameServer = origin.equals(Optional.of(endpoint.origin()));
    boolean isTrusted = origin.map(Origin::host).filter(trusted::contains).isPresent();
    if (!sameServer && !isTrusted) {
      throw TrustedPublishingException.builder(Stage.OBTAIN, stranger(issuer))
          .presentedClaims(claims.presentable())
          .build();
    }
    return runner == Runner.GITHUB ? realName(issuer) : Optional.empty();
  }

  /** A sandbox on the local machine causes no warning. */
  private Optional<Problem> realName(String issuer) {
    if (issuer.endsWith(ENTERPRISE_SERVER)) {
      return Optional.empty();
    }
    if (issuer.endsWith(FORGEJO)) {
      return Optional.of(imitation(Runner.FORGEJO.title(), issuer));
    }
    return endpoint.origin().isLoopback()
        ? Optional.empty()
        : Optional.of(imitation("a compatible runner", issuer));
  }

  private static Problem imitation(String name, String issuer) {
    return Problem.of(
            ErrorCode.IDENTITY_IMITATED_SYSTEM,
            "This job reports GitHub Actions, but it runs on " + name + ".")
        .found("issuer " + SafeText.shown(issuer))
        .expected("an issuer that the registry trusts, such as " + GITHUB_COM)
        .remedy(
            "If the registry rejects the token, check whether it trusts this issuer; most"
                + " registries trust only GitHub's.");
  }

  private Problem stranger(String issuer) {
    return Problem.of(
            ErrorCode.IDENTITY_WRONG_ISSUER,
            "The identity token was not issued by " + runner.title() + ".")
        .found(issuer.isEmpty() ? "no issuer" : "issuer " + SafeText.shown(issuer))
        .expected("issuer " + expected())
        .remedy(
            "If this is another vendor's runner with its own issuer, trust its host:"
                + " with(GitHubActions.trusting(\""
                + originOf(issuer).map(Origin::host).orElse("host")
                + "\")). Otherwise find out which step or container changed "
                + GitHubActions.URL_VARIABLE
                + ".");
  }

  private String expected() {
    if (runner != Runner.GITHUB) {
      return "at " + endpoint.origin();
    }
    return TokenEndpoint.server(environment)
        .filter(server -> !server.host().equals("github.com"))
        .map(server -> enterprise(server))
        .orElse(GITHUB_COM + " (an enterprise may add /<slug>)");
  }

  private static String enterprise(Origin server) {
    return server.host().endsWith(".ghe.com")
        ? "https://token.actions." + server.host()
        : server + ENTERPRISE_SERVER;
  }

  private static Optional<Origin> originOf(String issuer) {
    try {
      Origin origin = Origin.of(URI.create(issuer));
      return issuer.endsWith("/") || !origin.isTrustworthy()
          ? Optional.empty()
          : Optional.of(origin);
    } catch (IllegalArgumentException noUrl) {
      // An issuer that is not a URL has no origin, and is rejected for that.
      return Optional.empty();
    }
  }
}

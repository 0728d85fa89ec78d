package dev.trustedpublishing.provider.circleci;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.SpiContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CircleCI: each run of {@code circleci run oidc get} prints a new identity token for any audience.
 * The tokens in the variables {@code CIRCLE_OIDC_TOKEN} and {@code CIRCLE_OIDC_TOKEN_V2} are for
 * the organization itself, and are not used. CircleCI does not hide these tokens in its logs, and
 * has no command for that. Stateless and thread-safe.
 */
public final class CircleCi implements IdentityProvider {
  private static final List<String> COMMAND = List.of("circleci", "run", "oidc", "get");

  /** In the URL of the issuer of an organization, before its id. */
  private static final String ORGANIZATION = "/org/";

  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public CircleCi() {}

  @Override
  public String id() {
    return "circleci";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return environment.is("CIRCLECI", "true")
        ? new Detection.Available("CircleCI")
        : new Detection.Absent("CIRCLECI=true");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    ToolFailure failure = new ToolFailure(request, context.environment());
    ProcessOutcome outcome = context.processes().run(command(request, context));
    if (!(outcome instanceof ProcessOutcome.Exited exited) || exited.status() != 0) {
      throw failure.of(outcome);
    }
    IdentityToken token =
        context.readIdentityToken(
            exited.output().orElseThrow(() -> failure.of(outcome)),
            IdentityToken.Supply.ON_REQUEST);
    requireIssuer(request.issuer(), token.claims());
    return token;
  }

  /** The arguments go to the program as they are, without a shell. */
  private static List<String> command(IdentityRequest request, SpiContext context) {
    byte[] claims = context.json().write(Map.of("aud", request.audience()));
    Stream<String> issuer =
        request.issuer() == IdentityRequest.Issuer.ROOT
            ? Stream.of("--root-issuer")
            : Stream.empty();
    return Stream.of(
            COMMAND.stream(),
            Stream.of("--claims", new String(claims, StandardCharsets.UTF_8)),
            issuer)
        .flatMap(words -> words)
        .toList();
  }

  /** An agent that does not know the option would return a token that the registry rejects. */
  private static void requireIssuer(IdentityRequest.Issuer requested, Claims claims) {
    String issuer = claims.issuer().orElse("none");
    boolean organization = requested == IdentityRequest.Issuer.ORGANIZATION;
    if (issuer.contains(ORGANIZATION) != organization) {
      throw TrustedPublishingException.builder(
              Stage.OBTAIN,
              Problem.of(
                      ErrorCode.IDENTITY_WRONG_ISSUER,
                      "The circleci command returned an identity token of another issuer.")
                  .found("issuer " + SafeText.shown(issuer))
                  .expected(
                      organization
                          ? "the issuer of the organization:"
                              + " https://oidc.circleci.com/org/ORGANIZATION-ID"
                          : "the issuer of all organizations: https://oidc.circleci.com")
                  .remedy(
                      "Use the circleci command that the agent of the job puts on the PATH, and"
                          + " update self-hosted runners; check which one is found:\n"
                          + "steps:\n"
                          + "  - run: which -a circleci"))
          .presentedClaims(claims.presentable())
          .build();
    }
  }
}

package dev.trustedpublishing.provider.gitlab;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.SpiContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The identity tokens that a job declared. The first variable that is set decides, even if another
 * one would match better: the identity must not depend on which token happens to work.
 */
final class DeclaredTokens {
  private final List<String> candidates;
  private final IdentityRequest request;
  private final SpiContext context;

  DeclaredTokens(List<String> candidates, IdentityRequest request, SpiContext context) {
    this.candidates = candidates;
    this.request = request;
    this.context = context;
  }

  IdentityToken first() {
    for (String name : candidates) {
      Optional<Secret> value = context.environment().secret(name);
      if (value.isPresent()) {
        return checked(name, read(name, value.get()));
      }
    }
    throw failure(notDeclared()).build();
  }

  private IdentityToken read(String name, Secret value) {
    try {
      return context.readIdentityToken(value, IdentityToken.Supply.ONLY_ONE);
    } catch (TrustedPublishingException e) {
      Problem malformed = e.problem();
      throw e.toBuilder()
          .problem(
              Problem.of(
                      malformed.code(), name(name) + " does not contain a readable identity token.")
                  .found(malformed.found().orElse("an unreadable value"))
                  .expected("the JWT only, as GitLab sets it")
                  .remedy(declare(name) + "\nand do not set the variable anywhere else."))
          .build();
    }
  }

  private IdentityToken checked(String name, IdentityToken token) {
    Claims claims = token.claims();
    if (!claims.audience().contains(request.audience())) {
      throw refused(claims, wrongAudience(name, claims));
    }
    Instant now = context.clock().instant();
    if (!token.isFresh(now)) {
      throw refused(claims, expired(name, claims, now));
    }
    instance()
        .filter(instance -> !claims.issuer().equals(Optional.of(instance)))
        .ifPresent(instance -> {
          throw refused(claims, wrongIssuer(name, claims, instance));
        });
    return token;
  }

  /** The URL of the GitLab instance is the issuer of its tokens. */
  private Optional<String> instance() {
    return context.environment().get("CI_SERVER_URL");
  }

  private Problem notDeclared() {
    String expected = candidates.get(0);
    return Problem.of(
            ErrorCode.IDENTITY_NOT_DECLARED,
            "GitLab CI/CD was detected, but no identity token for the audience " + audience() + ".")
        .found("none of " + names(candidates) + " is set" + others())
        .expected("an identity token for that audience in " + name(expected))
        .remedy(declare(expected));
  }

  private Problem wrongAudience(String name, Claims claims) {
    return Problem.of(
            ErrorCode.IDENTITY_WRONG_AUDIENCE,
            "The identity token in " + name(name) + " has the wrong audience.")
        .found("audience " + audiences(claims) + others())
        .expected("audience " + audience())
        .remedy(declare(name));
  }

  private Problem expired(String name, Claims claims, Instant now) {
    String expiry = claims.expiresAt().map(Instant::toString).orElse("never");
    return Problem.of(
            ErrorCode.IDENTITY_EXPIRED,
            "The identity token in " + name(name) + " has expired or is about to expire.")
        .found(
            "valid until " + expiry + "; the local time is " + now.truncatedTo(ChronoUnit.SECONDS))
        .expected("at least " + IdentityToken.MIN_LIFETIME.toSeconds() + " s of remaining lifetime")
        .remedy(
            "GitLab creates the token when the job starts; it lives as long as the job's timeout,"
                + " or five minutes without one. Publish in a separate short job, or set a"
                + " timeout:\n"
                + "publish:\n"
                + "  timeout: 1h");
  }

  private static Problem wrongIssuer(String name, Claims claims, String instance) {
    return Problem.of(
            ErrorCode.IDENTITY_WRONG_ISSUER,
            "The identity token in " + name(name) + " was not issued by this GitLab instance.")
        .found("issuer " + SafeText.shown(claims.issuer().orElse("none")))
        .expected("issuer " + SafeText.shown(instance) + " (CI_SERVER_URL)")
        .remedy(
            "Find out what sets "
                + name(name)
                + " besides id_tokens (a CI/CD variable of the project or the group?), and remove"
                + " it there.");
  }

  /** The lines for {@code .gitlab-ci.yml}. */
  private String declare(String name) {
    return "In .gitlab-ci.yml, in the job that publishes:\n"
        + "id_tokens:\n"
        + "  "
        + name(name)
        + ":\n"
        + "    aud: "
        + audience();
  }

  /**
   * The other identity tokens of the job, each with its audience: the right one may be among them.
   */
  private String others() {
    CiEnvironment environment = context.environment();
    String list =
        environment.names().stream()
            .filter(name -> name.endsWith(TokenVariables.SUFFIX))
            .filter(name -> environment.get(name).isPresent())
            .map(name -> name(name) + " (" + audienceIn(name) + ")")
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : "; identity tokens of this job: " + list;
  }

  private String audienceIn(String name) {
    Secret value = context.environment().secret(name).orElseThrow();
    try {
      IdentityToken token = context.readIdentityToken(value, IdentityToken.Supply.ONLY_ONE);
      return "audience " + audiences(token.claims());
    } catch (TrustedPublishingException notAToken) {
      // Only lists them; the relevant one is explained.
      return "not readable";
    }
  }

  private String audience() {
    return "\"" + SafeText.shown(request.audience()) + "\"";
  }

  private static String audiences(Claims claims) {
    List<String> audience = claims.audience();
    return audience.isEmpty() ? "none" : SafeText.shown(String.join(", ", audience));
  }

  private static String names(List<String> names) {
    return names.stream().map(DeclaredTokens::name).collect(Collectors.joining(", "));
  }

  private static String name(String variable) {
    return SafeText.shown(variable);
  }

  private static TrustedPublishingException refused(Claims claims, Problem problem) {
    return failure(problem).presentedClaims(claims.presentable()).build();
  }

  private static TrustedPublishingException.Builder failure(Problem problem) {
    return TrustedPublishingException.builder(Stage.OBTAIN, problem);
  }
}

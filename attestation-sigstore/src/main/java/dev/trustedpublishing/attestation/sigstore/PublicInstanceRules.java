package dev.trustedpublishing.attestation.sigstore;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What speaks against the public instance in a job: it does not know every CI system, and what it
 * certifies is public for ever.
 */
final class PublicInstanceRules {
  /** The CI systems in its configuration (Fulcio, config/identity/config.yaml, 2026-08). */
  private static final Pattern ISSUERS =
      Pattern.compile(
          "https://token\\.actions\\.githubusercontent\\.com(/.*)?"
              + "|https://(gitlab\\.com|dev\\.gitlab\\.org|ops\\.gitlab\\.net|gitlab\\.archlinux\\.org)"
              + "|https://agent\\.buildkite\\.com"
              + "|https://oidc\\.circleci\\.com(/org/.*)?"
              + "|https://oidc\\.codefresh\\.io"
              + "|https://[a-z.]*buddy\\.works.*"
              + "|https://accounts\\.google\\.com");

  private static final String PUBLIC = "public";

  private PublicInstanceRules() {}

  static List<Finding> findings(Optional<Claims> claims, CiEnvironment environment) {
    Optional<Finding> issuer =
        issuer(claims, environment)
            .filter(url -> !ISSUERS.matcher(url).matches())
            .map(PublicInstanceRules::unknownIssuer);
    // A token of some CI systems does not say it, and what is not known to be public is not.
    String silent = claims.isPresent() && issuer.isEmpty() ? "unknown" : PUBLIC;
    Optional<Finding> visibility =
        Optional.of(visibility(claims, environment).orElse(silent))
            .filter(value -> !value.equals(PUBLIC))
            .map(PublicInstanceRules::notPublic);
    return Stream.of(issuer, visibility).flatMap(Optional::stream).toList();
  }

  private static Optional<String> issuer(Optional<Claims> claims, CiEnvironment environment) {
    return claims.isPresent()
        ? claims.get().issuer()
        : environment.get("CI_SERVER_URL").filter(url -> environment.is("GITLAB_CI", "true"));
  }

  private static Optional<String> visibility(Optional<Claims> claims, CiEnvironment environment) {
    return claims.isPresent()
        ? claims
            .get()
            .text("repository_visibility")
            .or(() -> claims.get().text("project_visibility"))
        : environment.get("CI_PROJECT_VISIBILITY");
  }

  private static Finding unknownIssuer(String issuer) {
    return Finding.warning(
        Problem.of(
                ErrorCode.PUBLISH_ATTESTATION_MISSING,
                "The public Sigstore instance does not know this CI system, so no attestations are"
                    + " made.")
            .found("issuer " + SafeText.shown(issuer))
            .expected("GitHub Actions, gitlab.com, or another CI system in its configuration")
            .remedy(
                "No action needed: the files are published without attestations. Self-managed CI"
                    + " systems need a Sigstore instance of their own: --sigstore FILE."));
  }

  private static Finding notPublic(String visibility) {
    return Finding.warning(
        Problem.of(
                ErrorCode.PUBLISH_ATTESTATION_MISSING,
                "The repository is not known to be public, so no attestations are made: they would"
                    + " publish its name, workflow, and commit for ever.")
            .found("visibility " + SafeText.shown(visibility))
            .expected("a public repository")
            .remedy(
                "No action needed: the files are published without attestations. To publish these"
                    + " data: --attestations required."));
  }
}

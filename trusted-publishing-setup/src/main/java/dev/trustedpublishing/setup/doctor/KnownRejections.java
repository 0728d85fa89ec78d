package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.setup.registration.TrustTable;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a registry is known to reject whatever is registered: CI systems that it does not trust
 * ({@link TrustTable}), and subjects that users reported.
 *
 * @param provider the id of the identity provider that a run would use
 * @param target the registry
 * @param environment the job's variables
 */
record KnownRejections(String provider, RepositoryTarget target, CiEnvironment environment) {
  private static final String GITHUB_COM = "https://token.actions.githubusercontent.com";
  private static final String GITLAB_COM = "https://gitlab.com";

  /** Without a token: the CI system alone. */
  Stream<DoctorFinding> ofCi() {
    TrustTable table = TrustTable.read();
    Optional<String> registry = registry();
    Optional<TrustTable.Row> ci = table.row(ci());
    if (registry.isEmpty() || ci.isEmpty()) {
      return Stream.empty();
    }
    String cell = table.cell(ci.get(), registry.get());
    if (cell.equals("no")) {
      return Stream.of(DoctorFinding.error(untrusted(table, ci.get(), registry.get())));
    }
    return cell.contains("per organization")
        ? Stream.of(DoctorFinding.warning(perOrganization(registry.get(), ci.get())))
        : Stream.empty();
  }

  /** With a token: what it says. */
  Stream<DoctorFinding> of(Claims claims) {
    return GitHubClaims.of(claims).stream()
        .flatMap(job -> Stream.concat(issuer(claims), subject(job, claims)));
  }

  private Stream<DoctorFinding> issuer(Claims claims) {
    return claims
        .issuer()
        .filter(issuer -> issuer.startsWith(GITHUB_COM + "/"))
        .flatMap(issuer -> registry().map(registry -> enterprise(issuer, registry)))
        .stream();
  }

  /**
   * GitHub adds numbers to the subject of repositories since July 2026, and owners can change it.
   */
  private Stream<DoctorFinding> subject(GitHubClaims job, Claims claims) {
    String subject = claims.text("sub").orElse("");
    boolean compared = target.repositoryId().equals("npm") && !subject.isEmpty();
    if (!compared || subject.startsWith("repo:" + job.repository() + ":")) {
      return Stream.empty();
    }
    String repository = SafeText.shown(job.repository());
    return Stream.of(
        DoctorFinding.warning(
            Problem.of(
                    ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                    "The subject of this repository's identity tokens is immutable or customized;"
                        + " npm is reported to reject such tokens.")
                .found("sub " + SafeText.shown(subject))
                .expected("sub repo:" + repository + ":...")
                .remedy(
                    "If npm answers 'package not found' although every field is registered as shown"
                        + " above, this is the reason (npm/cli#9969). The setting of the"
                        + " repository, use_immutable_subject:\n"
                        + "gh api repos/"
                        + repository
                        + "/actions/oidc/customization/sub")));
  }

  private static DoctorFinding enterprise(String issuer, String registry) {
    return DoctorFinding.warning(
        Problem.of(
                ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
                "The enterprise of this repository has an issuer of its own, which "
                    + registry
                    + " is not known to trust.")
            .found("issuer " + SafeText.shown(issuer))
            .expected("issuer " + GITHUB_COM)
            .remedy(
                "If the exchange fails, the owners of the enterprise must switch to the usual"
                    + " issuer:\n"
                    + "gh api --method PUT enterprises/ENTERPRISE/actions/oidc/customization/issuer"
                    + " -F include_enterprise_slug=false"));
  }

  private static Problem untrusted(TrustTable table, TrustTable.Row ci, String registry) {
    List<String> others = table.trusting(ci.id());
    return Problem.of(
            ErrorCode.EXCHANGE_WOULD_BE_REFUSED, registry + " does not trust " + ci.title() + ".")
        .found("a job on " + ci.title())
        .expected(
            "a CI system that "
                + registry
                + " trusts: "
                + table.rows().stream()
                    .filter(row -> table.trusts(row.id(), registry).orElse(false))
                    .map(TrustTable.Row::title)
                    .collect(Collectors.joining(", ")))
        .remedy(
            "Publish from one of them."
                + (others.isEmpty()
                    ? ""
                    : " This one is trusted by " + String.join(", ", others) + "."));
  }

  private static Problem perOrganization(String registry, TrustTable.Row ci) {
    return Problem.of(
            ErrorCode.EXCHANGE_WOULD_BE_REFUSED,
            registry + " trusts " + ci.title() + " only if its administrators added the instance.")
        .found("a job on " + ci.title())
        .expected("an issuer that was added for your organization")
        .remedy("Ask the administrators of " + registry + " once, with the URL of the instance.");
  }

  private String ci() {
    boolean selfManaged =
        environment.get("CI_SERVER_URL").filter(url -> !url.equals(GITLAB_COM)).isPresent();
    if (provider.equals("gitlab") && selfManaged) {
      return "gitlab-self-managed";
    }
    return provider.equals("github") && environment.get("FORGEJO_ACTIONS").isPresent()
        ? "forgejo"
        : provider;
  }

  /** A registry of the same protocol elsewhere trusts whom its administrators say. */
  private Optional<String> registry() {
    String host = target.origin().host();
    return host.endsWith("pypi.org")
        ? Optional.of("pypi")
        : host.matches("registry\\.npm[a-z]*\\.org") ? Optional.of("npm") : Optional.empty();
  }
}

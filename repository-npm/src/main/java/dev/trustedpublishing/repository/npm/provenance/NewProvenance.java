package dev.trustedpublishing.repository.npm.provenance;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.ProvenanceBundle;
import dev.trustedpublishing.repository.npm.model.PublishConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Provenance that this run makes.
 *
 * @param registry the registry
 * @param context the job, and the attestation mode
 */
public record NewProvenance(RegistryAddress registry, SpiContext context) {
  /** npm's own registry; its address itself comes from npm's configuration. */
  private static final Pattern NPM = Pattern.compile("registry\\.npm[a-z]*\\.org");

  /** The statement about a package; empty if it has provenance, or none is wanted. */
  public Optional<String> statement(NpmArtifact artifact) {
    if (artifact.provenance().isPresent() || !isWanted(artifact)) {
      return Optional.empty();
    }
    Optional<ProvenanceStatement> statement =
        ProvenanceStatement.of(artifact, context.environment());
    if (statement.isEmpty() && !isExplicit(artifact)) {
      return Optional.empty();
    }
    ProvenanceStatement made = statement.orElseThrow(this::unsupportedJob);
    requireSameRepository(artifact, made.repository());
    return Optional.of(new String(context.json().write(made.members()), StandardCharsets.UTF_8));
  }

  /** The same bundle in npm's form, on one line. */
  public ProvenanceBundle bundle(JsonObject bundle) {
    return new ProvenanceBundle(
        bundle.requireText("mediaType"),
        new String(context.json().write(bundle.members()), StandardCharsets.UTF_8));
  }

  /** Other registries may not accept provenance. */
  private boolean isWanted(NpmArtifact artifact) {
    return isExplicit(artifact) || NPM.matcher(Origin.of(registry.base()).host()).matches();
  }

  private boolean isExplicit(NpmArtifact artifact) {
    return context.attestations() == Attestations.REQUIRED
        || PublishConfig.of(artifact.manifest()).wantsProvenance();
  }

  private TrustedPublishingException unsupportedJob() {
    return Problem.of(
            ErrorCode.PUBLISH_ATTESTATION_REJECTED,
            "npm accepts provenance from GitHub Actions and GitLab CI/CD only.")
        .found("a job on another CI system")
        .expected("GITHUB_ACTIONS=true or GITLAB_CI=true")
        .remedy(
            "Publish without provenance: --attestations none, and no \"provenance\": true in"
                + " publishConfig.")
        .toException(Stage.ATTEST);
  }

  /** The registry compares both, and case matters (npm's documentation of provenance). */
  private static void requireSameRepository(NpmArtifact artifact, String repository) {
    String found = url(artifact.manifest().members().get("repository"));
    if (!found.equals(repository)) {
      throw Problem.of(
              ErrorCode.PUBLISH_ATTESTATION_REJECTED,
              "npm would reject the provenance of "
                  + artifact.id()
                  + ": its package.json names another repository.")
          .found(found.isEmpty() ? "no repository.url" : "repository.url " + SafeText.shown(found))
          .expected("exactly " + SafeText.shown(repository) + ", case-sensitive")
          .remedy(
              "Set it in the package.json and pack again:\n"
                  + "\"repository\": {\"type\": \"git\", \"url\": \"git+"
                  + SafeText.shown(repository)
                  + ".git\"}")
          .toException(Stage.ATTEST);
    }
  }

  private static String url(@Nullable Object repository) {
    Object url = repository instanceof Map<?, ?> members ? members.get("url") : repository;
    if (!(url instanceof String text)) {
      return "";
    }
    return text.replaceFirst("^github:", "https://github.com/")
        .replaceFirst("^gitlab:", "https://gitlab.com/")
        .replaceFirst("^([\\w.-]+/[\\w.-]+)$", "https://github.com/$1")
        .replaceFirst("^(git\\+)?(ssh|git|https?)://(git@)?", "https://")
        .replaceFirst("^git@([\\w.-]+):", "https://$1/")
        .replaceFirst("#.*$", "")
        .replaceFirst("/$", "")
        .replaceFirst("\\.git$", "");
  }

  /** The jobs whose provenance npm rejects (its messages, seen in logs of users). */
  public static List<Finding> findings(Claims claims) {
    return claims
        .text("repository_visibility")
        .or(() -> claims.text("project_visibility"))
        .filter(visibility -> !visibility.equals("public"))
        .map(visibility ->
            Finding.refusal(
                Problem.of(
                        ErrorCode.PUBLISH_ATTESTATION_REJECTED,
                        "npm accepts provenance from public repositories only.")
                    .found("visibility " + SafeText.shown(visibility))
                    .expected("a public repository")
                    .remedy("Publish without provenance: --attestations none.")))
        .stream()
        .toList();
  }
}

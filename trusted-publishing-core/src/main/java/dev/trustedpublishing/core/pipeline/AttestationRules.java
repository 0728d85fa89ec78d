package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.spi.Attestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What speaks against attestations of a job: at the signing service and at the registry. */
record AttestationRules(RegistryConnection connection, Attestor attestor) {
  /**
   * Checks that required attestations are not left out by a module that does not know them.
   *
   * @throws dev.trustedpublishing.api.TrustedPublishingException if they would be
   */
  static void requireSupport(RegistryConnection connection) {
    if (isRequired(connection)
        && !connection.client().capabilities().contains(Capability.ATTESTATIONS)) {
      throw Problem.of(
              ErrorCode.PUBLISH_ATTESTATION_MISSING,
              "Attestations are required, but this repository module does not send them.")
          .found("module " + SafeText.shown(connection.target().repositoryId()))
          .expected("a repository module that sends attestations")
          .remedy("Publish with attestations 'auto' or 'none'.")
          .toException(Stage.ATTEST);
    }
  }

  /** Returns the findings before there is an identity token. */
  List<Finding> findings() {
    return attestor.preflight(Optional.empty(), connection.context());
  }

  List<Finding> findings(Claims claims) {
    List<Finding> findings =
        new ArrayList<>(attestor.preflight(Optional.of(claims), connection.context()));
    findings.addAll(connection.client().preflightAttestation(claims));
    return findings;
  }

  /**
   * Returns why nothing is signed: the first certain rejection, otherwise the first finding, unless
   * the caller requires attestations.
   */
  Optional<Problem> obstacle(List<Finding> findings) {
    Optional<Problem> refusal = refusal(findings);
    return refusal.isPresent() || isRequired(connection)
        ? refusal
        : findings.stream().map(Finding::problem).findFirst();
  }

  /**
   * Records what speaks against required attestations.
   *
   * @throws dev.trustedpublishing.api.TrustedPublishingException if they are certainly rejected
   */
  void require(List<Finding> findings) {
    refusal(findings)
        .ifPresent(problem -> {
          throw problem.toException(Stage.ATTEST);
        });
    findings.stream().map(Finding::problem).forEach(connection::warn);
  }

  static boolean isRequired(RegistryConnection connection) {
    return connection.context().attestations() == Attestations.REQUIRED;
  }

  static Optional<Problem> refusal(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.REFUSAL)
        .map(Finding::problem)
        .findFirst();
  }
}

package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.spi.Attestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What speaks against attestations of a job: at the signing service and at the registry. */
record AttestationRules(RegistryConnection connection, Attestor attestor) {
  /** Returns the findings of the attestor, before there is an identity token. */
  List<Finding> findings() {
    return attestor.preflight(Optional.empty(), connection.context());
  }

  List<Finding> findings(Claims claims) {
    List<Finding> findings =
        new ArrayList<>(attestor.preflight(Optional.of(claims), connection.context()));
    findings.addAll(connection.client().preflightAttestation(claims));
    return findings;
  }

  /** Nothing may speak against attestations, unless the caller requires them. */
  boolean allow(List<Finding> findings) {
    return isRequired() ? refusal(findings).isEmpty() : findings.isEmpty();
  }

  /**
   * Records what speaks against them.
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

  boolean isRequired() {
    return connection.context().attestations() == Attestations.REQUIRED;
  }

  static Optional<Problem> refusal(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.REFUSAL)
        .map(Finding::problem)
        .findFirst();
  }
}

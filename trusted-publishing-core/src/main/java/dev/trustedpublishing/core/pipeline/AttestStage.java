package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import dev.trustedpublishing.core.upload.UploadExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes the attestations that are missing, before an API token exists. Entries in a transparency
 * log are public for ever, so everything that speaks against one is looked for first. What goes
 * wrong ends the run only if the caller requires attestations; otherwise it is a warning.
 */
final class AttestStage {
  private final RegistryConnection connection;
  private final Supplier<RetryPolicies> retries;
  private final UploadConcurrency concurrency;

  /** The index in the log by filename. */
  private final Map<String, String> logged = new ConcurrentHashMap<>();

  private boolean abandoned;

  /**
   * Creates the stage.
   *
   * @param retries makes retries with a budget of their own: looking files up must not use up those
   *     of signing, and both not those of uploads
   */
  AttestStage(
      RegistryConnection connection,
      Supplier<RetryPolicies> retries,
      UploadConcurrency concurrency) {
    this.connection = connection;
    this.retries = retries;
    this.concurrency = concurrency;
  }

  /**
   * Attests artifacts.
   *
   * @param obtain the identity of the job; empty if a stored credential is used
   * @return all artifacts, in the same order
   */
  List<Artifact> run(List<Artifact> artifacts, Optional<ObtainStage> obtain) {
    AttestationRules.requireSupport(connection);
    if (!connection.context().makesAttestations()) {
      return artifacts;
    }
    AttestationRules rules =
        new AttestationRules(connection, connection.context().attestor().orElseThrow());
    Map<Artifact, String> statements = statements(artifacts);
    if (statements.isEmpty() || !isAllowed(statements, rules, rules.findings())) {
      return artifacts;
    }
    try {
      statements.keySet().removeAll(published(statements.keySet()));
      return statements.isEmpty() ? artifacts : sign(artifacts, statements, rules, obtain);
    } catch (TrustedPublishingException e) {
      if (isRequired() || e.code().equals(ErrorCode.TEMPORARY_INTERRUPTED)) {
        throw e;
      }
      skip(statements, e.problem().what());
      connection.warn(withoutAttestations(e.problem()));
      // Not half of the files with and half without.
      abandoned = true;
      return artifacts;
    }
  }

  private List<Artifact> sign(
      List<Artifact> artifacts,
      Map<Artifact, String> statements,
      AttestationRules rules,
      Optional<ObtainStage> obtain) {
    Attestor attestor = rules.attestor();
    ObtainStage identity =
        obtain.orElseThrow(AttestStage::noIdentity).forAnotherService(attestor.identityRequest());
    try (SigningSession session =
        new SigningSession(connection, retries.get(), attestor, identity)) {
      IdentityToken token = session.identity();
      requireUsefulJob(token.claims());
      if (!isAllowed(statements, rules, rules.findings(token.claims()))) {
        return artifacts;
      }
      Map<Artifact, Artifact> signed = session.sign(statements, logged::put);
      if (session.failure().isPresent()) {
        throw session.failure().get().exception();
      }
      return artifacts.stream().map(each -> signed.getOrDefault(each, each)).toList();
    }
  }

  private Map<Artifact, String> statements(List<Artifact> artifacts) {
    Map<Artifact, String> statements = new LinkedHashMap<>();
    for (Artifact artifact : artifacts) {
      try {
        connection
            .client()
            .statement(artifact)
            .ifPresent(statement -> statements.put(artifact, statement));
      } catch (TrustedPublishingException e) {
        if (isRequired()) {
          throw e;
        }
        skip(Map.of(artifact, ""), e.problem().what());
        connection.warn(withoutAttestations(e.problem()));
      }
    }
    return statements;
  }

  /** What the index has is not uploaded again, so its attestation would never be seen. */
  private Set<Artifact> published(Set<Artifact> artifacts) {
    Set<Artifact> published = ConcurrentHashMap.newKeySet();
    if (connection.client().capabilities().contains(Capability.PRESENCE_CHECK)) {
      RetryPolicies lookups = retries.get();
      UploadExecutor.forEach(
          artifacts,
          concurrency.limit(),
          artifact -> {
            if (isPublished(artifact, lookups)) {
              published.add(artifact);
            }
          });
    }
    return published;
  }

  private boolean isPublished(Artifact artifact, RetryPolicies lookups) {
    Presence presence =
        lookups
            .attempt(
                RetryPolicies.Call.PRESENCE,
                artifact.filename(),
                () -> concurrency.keep(() -> connection.client().find(artifact)),
                failure -> failure)
            .value()
            .orElse(new Presence.Absent());
    return presence instanceof Presence.SameContent || presence instanceof Presence.OtherContent;
  }

  /** A job that the registry certainly rejects must not leave entries in the log. */
  private void requireUsefulJob(Claims claims) {
    AttestationRules.refusal(connection.client().preflight(claims))
        .ifPresent(problem -> {
          throw TrustedPublishingException.builder(Stage.EXCHANGE, problem)
              .presentedClaims(claims.presentable())
              .build();
        });
  }

  private boolean isAllowed(
      Map<Artifact, String> statements, AttestationRules rules, List<Finding> findings) {
    if (isRequired()) {
      rules.require(findings);
      return true;
    }
    Optional<Problem> obstacle = rules.obstacle(findings);
    obstacle.ifPresent(problem -> skip(statements, problem.what()));
    AttestationRules.refusal(findings).ifPresent(connection::warn);
    return obstacle.isEmpty();
  }

  private void skip(Map<Artifact, String> statements, String reason) {
    for (Artifact artifact : statements.keySet()) {
      connection.record(
          new AuditEvent.ArtifactAttested(
              artifact.filename(), Optional.empty(), Optional.of(reason), Duration.ZERO));
    }
  }

  private boolean isRequired() {
    return AttestationRules.isRequired(connection);
  }

  /** Records which signatures are public although they were not published with their files. */
  void warnAboutUnused(Collection<ArtifactResult> results) {
    Map<String, String> unused = new LinkedHashMap<>();
    for (ArtifactResult result : results) {
      String index = logged.get(result.artifact().filename());
      if (index != null && (abandoned || !result.state().isPublished())) {
        unused.put(SafeText.shown(result.artifact().filename()), SafeText.shown(index));
      }
    }
    if (!unused.isEmpty()) {
      connection.warn(
          Problem.of(
                  ErrorCode.PUBLISH_ATTESTATION_UNUSED,
                  "The transparency log has entries of attestations that were not published.")
              .found(unused.toString())
              .remedy(
                  "No action needed: the entries are public for ever and do no harm. Another run"
                      + " makes new ones."));
    }
  }

  private static Problem withoutAttestations(Problem cause) {
    return new Problem(
        cause.code(),
        "Files are published without attestations: " + cause.what(),
        cause.found(),
        cause.expected(),
        cause.remedy());
  }

  private static TrustedPublishingException noIdentity() {
    return Problem.of(
            ErrorCode.PUBLISH_ATTESTATION_MISSING,
            "Attestations can't be made with a stored credential.")
        .found("no identity of a CI job")
        .expected("trusted publishing, or attestations next to the files")
        .remedy("Publish from a CI job with a trusted publisher, or without attestations.")
        .toException(Stage.ATTEST);
  }
}

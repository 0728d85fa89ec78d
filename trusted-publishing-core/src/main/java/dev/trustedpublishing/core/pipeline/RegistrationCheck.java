package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.RegistrationDiagnosis;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.identity.CredentialPolicy;
import dev.trustedpublishing.core.identity.SignatureCheck;
import dev.trustedpublishing.core.report.AttestationReport;
import dev.trustedpublishing.core.report.IdentityReport;
import dev.trustedpublishing.core.report.SignatureResult;
import dev.trustedpublishing.core.report.VerifyReport;
import dev.trustedpublishing.core.retry.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A run that uploads nothing: obtain, exchange, revoke. */
public final class RegistrationCheck {
  private final RegistryConnection connection;
  private final RegistrationDiagnosis diagnosis;
  private final Supplier<ObtainStage> identity;
  private final CredentialPolicy credentials;
  private final boolean signatureRequired;
  private final Timer timer;

  RegistrationCheck(
      RegistryConnection connection,
      Supplier<ObtainStage> identity,
      CredentialPolicy credentials,
      boolean signatureRequired) {
    this.connection = connection;
    this.diagnosis =
        connection.client() instanceof RegistrationDiagnosis own
            ? own
            : new RegistrationDiagnosis() {};
    this.identity = identity;
    this.credentials = credentials;
    this.signatureRequired = signatureRequired;
    this.timer = connection.trail().startTimer();
  }

  public VerifyReport verify(List<String> packages) {
    connection.recordStart(0);
    try {
      credentials.requireIdentity();
      Optional<AttestationRules> signing = requiredSigning();
      List<ExchangeScope> scopes = scopes(packages);
      ObtainStage obtain = identity.get();
      List<VerifyReport.Exchange> exchanges =
          scopes.stream().map(scope -> exchange(scope, obtain)).toList();
      Optional<VerifyReport.Certificate> certificate = signing.map(rules -> certify(rules, obtain));
      Duration duration = timer.elapsed();
      connection.finish("verified", Optional.empty(), 0, 0, duration);
      return new VerifyReport(
          connection.trail().runId(),
          connection.target(),
          exchanges,
          certificate,
          connection.trail().warnings(),
          duration);
    } catch (TrustedPublishingException e) {
      throw failed(Failure.of(e));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      throw failed(connection.bug(Stage.EXCHANGE, e));
    }
  }

  /** Obtains an identity token and returns what it contains. */
  public IdentityReport identity(List<String> packages) {
    try {
      credentials.requireIdentity();
      ExchangeScope scope = diagnosis.scopesToVerify(packages).get(0);
      ObtainStage obtain = identity.get().with(unchecked -> {});
      try (IdentityToken token = obtain.obtain(connection.identityFor(scope))) {
        return new IdentityReport(token.claims(), signature(token));
      }
    } finally {
      connection.trail().close();
    }
  }

  /**
   * Returns whether a run would make attestations, in the order of a run.
   *
   * @param claims those of an identity token of the job; empty if there is none
   * @param counts whether a failure to obtain the token for signing speaks against it
   */
  Optional<AttestationReport> attestation(
      Optional<Claims> claims, Predicate<TrustedPublishingException> counts) {
    boolean supported = connection.client().capabilities().contains(Capability.ATTESTATIONS);
    if (!supported || !connection.context().makesAttestations()) {
      return Optional.empty();
    }
    AttestationRules rules =
        new AttestationRules(connection, connection.context().attestor().orElseThrow());
    List<Finding> findings = new ArrayList<>(rules.findings());
    if (rules.obstacle(findings).isEmpty()) {
      missingIdentity(rules.attestor().identityRequest(), counts)
          .map(Finding::refusal)
          .ifPresent(findings::add);
      claims.map(rules::findings).ifPresent(findings::addAll);
    }
    return Optional.of(
        new AttestationReport(
            rules.attestor().id(),
            AttestationRules.isRequired(connection),
            findings,
            rules.obstacle(findings)));
  }

  private Optional<Problem> missingIdentity(
      IdentityRequest request, Predicate<TrustedPublishingException> counts) {
    try {
      identity.get().with(unchecked -> {}).forAnotherService(request).obtain(request).close();
      return Optional.empty();
    } catch (TrustedPublishingException e) {
      return Optional.of(e).filter(counts).map(TrustedPublishingException::problem);
    }
  }

  /**
   * Obtains an identity token for an audience that is known beforehand, and discards it: fails as a
   * run would.
   */
  void rehearse() {
    credentials.requireIdentity();
    Optional<IdentityRequest> expected = diagnosis.expectedIdentity();
    if (expected.isPresent()) {
      connection.check(expected.get());
      identity.get().with(unchecked -> {}).obtain(expected.get()).close();
    }
  }

  private List<ExchangeScope> scopes(List<String> packages) {
    List<ExchangeScope> scopes = diagnosis.scopesToVerify(packages);
    // Before a token exists, so that a user can still stop the run.
    scopes.stream()
        .flatMap(scope -> diagnosis.sideEffectOfExchange(scope).stream())
        .distinct()
        .forEach(connection::warn);
    return scopes;
  }

  private VerifyReport.Exchange exchange(ExchangeScope scope, ObtainStage obtain) {
    List<SignatureResult> signatures = new ArrayList<>();
    List<Revocation> revocations = new ArrayList<>();
    Instant expiry;
    try (ApiTokens tokens =
        ApiTokens.open(
            new ExchangedTokenSource(
                connection, scope, obtain.with(token -> signatures.add(signature(token)))),
            new RevokeStage(connection, scope.name(), revocations),
            connection.context().clock())) {
      expiry = tokens.get(Duration.ZERO).expiresAt();
    }
    return new VerifyReport.Exchange(
        scope.name(),
        obtain.identity().provider().id(),
        expiry,
        revocations.get(0),
        signatures.get(signatures.size() - 1));
  }

  /** A certificate is public forever, so it is only obtained for required attestations. */
  private Optional<AttestationRules> requiredSigning() {
    AttestationRules.requireSupport(connection);
    Optional<AttestationRules> signing =
        connection
            .context()
            .attestor()
            .filter(attestor -> AttestationRules.isRequired(connection))
            .map(attestor -> new AttestationRules(connection, attestor));
    signing.ifPresent(rules -> rules.require(rules.findings()));
    return signing;
  }

  private VerifyReport.Certificate certify(AttestationRules rules, ObtainStage identity) {
    Attestor attestor = rules.attestor();
    ObtainStage obtain = identity.forAnotherService(attestor.identityRequest());
    try (SigningSession session =
        new SigningSession(connection, connection.retries(), attestor, obtain)) {
      rules.require(rules.findings(session.identity().claims()));
      return new VerifyReport.Certificate(attestor.id(), session.signer().expiresAt());
    }
  }

  /** Throws only if the caller requires a valid signature. */
  private SignatureResult signature(IdentityToken token) {
    SignatureCheck check = new SignatureCheck(connection.context(), connection.retries());
    if (signatureRequired) {
      return check.verify(token);
    }
    SignatureResult result = check.check(token);
    if (result.verdict() == SignatureResult.Verdict.INVALID) {
      result.problem().ifPresent(connection::warn);
    }
    return result;
  }

  private TrustedPublishingException failed(Failure failure) {
    Failure explained = credentials.explain(failure);
    connection.finish("failed", Optional.of(explained), 0, 0, timer.elapsed());
    return explained.exception();
  }
}

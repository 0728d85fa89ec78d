package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
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
      List<VerifyReport.Exchange> exchanges = exchangeAndRevoke(packages);
      Optional<VerifyReport.Certificate> certificate = certify();
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
   * Returns whether a run would make attestations.
   *
   * @param claims those of an identity token of the job; empty if there is none
   * @param counts whether a failure to obtain the token for signing speaks against it
   */
  Optional<AttestationReport> attestation(
      Optional<Claims> claims, Predicate<TrustedPublishingException> counts) {
    if (!connection.context().makesAttestations()) {
      return Optional.empty();
    }
    AttestationRules rules =
        new AttestationRules(connection, connection.context().attestor().orElseThrow());
    List<Finding> findings =
        new ArrayList<>(claims.map(rules::findings).orElseGet(rules::findings));
    try {
      IdentityRequest request = rules.attestor().identityRequest();
      identity.get().with(unchecked -> {}).forAnotherService(request).obtain(request).close();
    } catch (TrustedPublishingException e) {
      if (counts.test(e)) {
        findings.add(0, Finding.refusal(e.problem()));
      }
    }
    return Optional.of(
        new AttestationReport(
            rules.attestor().id(), rules.allow(findings), rules.isRequired(), findings));
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

  private List<VerifyReport.Exchange> exchangeAndRevoke(List<String> packages) {
    List<ExchangeScope> scopes = diagnosis.scopesToVerify(packages);
    // Before a token exists, so that a user can still stop the run.
    scopes.stream()
        .flatMap(scope -> diagnosis.sideEffectOfExchange(scope).stream())
        .distinct()
        .forEach(connection::warn);
    ObtainStage obtain = identity.get();
    return scopes.stream().map(scope -> exchange(scope, obtain)).toList();
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

  /** A certificate is public for ever, so only who requires attestations gets one. */
  private Optional<VerifyReport.Certificate> certify() {
    return connection
        .context()
        .attestor()
        .filter(attestor -> connection.context().attestations() == Attestations.REQUIRED)
        .map(this::certify);
  }

  private VerifyReport.Certificate certify(Attestor attestor) {
    AttestationRules rules = new AttestationRules(connection, attestor);
    rules.require(rules.findings());
    ObtainStage obtain = identity.get().forAnotherService(attestor.identityRequest());
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

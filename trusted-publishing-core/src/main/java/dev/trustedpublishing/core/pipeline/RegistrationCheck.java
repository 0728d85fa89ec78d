package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.spi.RegistrationDiagnosis;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.credential.CredentialPolicy;
import dev.trustedpublishing.core.identity.SelectedIdentity;
import dev.trustedpublishing.core.identity.SignatureCheck;
import dev.trustedpublishing.core.report.VerifyReport;
import dev.trustedpublishing.core.retry.RetryPolicies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One run of the pipeline without its middle: obtain, exchange, revoke. */
public final class RegistrationCheck {
  private final RepositoryTarget target;
  private final RepositoryClient client;
  private final RegistrationDiagnosis diagnosis;
  private final Supplier<SelectedIdentity> identity;
  private final CredentialPolicy policy;
  private final DefaultSpiContext context;
  private final RetryPolicies retries;
  private final Optional<SignatureCheck> signature;
  private final Timer timer;

  RegistrationCheck(
      Connection connection,
      Supplier<SelectedIdentity> identity,
      CredentialPolicy policy,
      Optional<SignatureCheck> signature) {
    this.target = connection.target();
    this.client = connection.client();
    this.diagnosis = RegistrationDiagnosis.of(client);
    this.identity = identity;
    this.policy = policy;
    this.context = connection.context();
    this.retries = connection.retries();
    this.signature = signature;
    this.timer = context.trail().startTimer();
  }

  public VerifyReport verify(List<String> packages) {
    context
        .trail()
        .record(
            new AuditEvent.RunStarted(
                target.repositoryId(), target.name(), target.origin().toString(), 0));
    try {
      List<VerifyReport.Exchange> exchanges = exchangeAndRevoke(packages);
      Duration duration = timer.elapsed();
      finished("verified", Optional.empty(), duration);
      // What the sinks missed is known only when they are done.
      context.trail().close();
      return new VerifyReport(
          context.trail().runId(), target, exchanges, context.trail().warnings(), duration);
    } catch (TrustedPublishingException e) {
      throw failed(policy.explain(e));
    } catch (RuntimeException e) {
      throw failed(
          RetryPolicies.bug(Stage.EXCHANGE, "the " + target.repositoryId() + " module", e));
    }
  }

  /** Obtains an identity token and says what it says. */
  public Claims claims(List<String> packages) {
    try {
      policy.requireIdentity();
      ExchangeScope scope = diagnosis.scopesToVerify(packages).get(0);
      SelectedIdentity vouching = identity.get();
      IdentityRequest request =
          retries.run(
              RetryPolicies.Call.AUDIENCE,
              "audience of " + scope.name(),
              () -> client.identityFor(scope));
      return new ObtainStage(vouching, context, retries, signature).obtain(request).claims();
    } finally {
      context.trail().close();
    }
  }

  private List<VerifyReport.Exchange> exchangeAndRevoke(List<String> packages) {
    policy.requireIdentity();
    List<ExchangeScope> scopes = diagnosis.scopesToVerify(packages);
    // Before there is a token: whoever does not want it can still stop the run.
    scopes.stream()
        .flatMap(scope -> diagnosis.sideEffectOfExchange(scope).stream())
        .distinct()
        .forEach(context::warn);
    SelectedIdentity vouching = identity.get();
    return scopes.stream().map(scope -> exchange(scope, vouching)).toList();
  }

  private VerifyReport.Exchange exchange(ExchangeScope scope, SelectedIdentity vouching) {
    ObtainStage obtain = new ObtainStage(vouching, context, retries, signature);
    List<ApiToken> minted = new ArrayList<>();
    List<Revocation> revocations = new ArrayList<>();
    Instant expiry;
    try {
      expiry =
          new ExchangeStage(client, obtain, context, retries, vouching.mask())
              .exchange(scope, minted::add)
              .expiresAt();
    } finally {
      revocations.addAll(new RevokeStage(client, context, retries).revoke(scope, minted));
    }
    return new VerifyReport.Exchange(
        scope.name(), vouching.provider().id(), expiry, revocations.get(0));
  }

  private TrustedPublishingException failed(TrustedPublishingException explained) {
    finished("failed", Optional.of(explained), timer.elapsed());
    context.trail().close();
    return explained;
  }

  private void finished(
      String result, Optional<TrustedPublishingException> reason, Duration duration) {
    context
        .trail()
        .record(
            new AuditEvent.RunFinished(
                result,
                reason.map(r -> r.code().value()),
                reason.map(r -> r.problem().what()),
                0,
                0,
                duration));
  }
}

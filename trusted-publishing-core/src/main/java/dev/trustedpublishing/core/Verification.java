package dev.trustedpublishing.core;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.event.AuditEvent;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.repository.ApiToken;
import dev.trustedpublishing.api.repository.ExchangeScope;
import dev.trustedpublishing.api.repository.RepositoryTarget;
import dev.trustedpublishing.api.repository.Revocation;
import dev.trustedpublishing.api.spi.RepositoryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One run of the pipeline without its middle: obtain, exchange, revoke. */
final class Verification {
  private final RepositoryTarget target;
  private final RepositoryClient client;
  private final Supplier<Identity> identity;
  private final CredentialPolicy policy;
  private final RunContext context;
  private final RetryPolicies retries;
  private final Optional<SignatureCheck> signature;
  private final LongSupplier nanoTime;
  private final long start;

  Verification(
      RepositoryTarget target,
      RepositoryClient client,
      Supplier<Identity> identity,
      CredentialPolicy policy,
      RunContext context,
      RetryPolicies retries,
      Optional<SignatureCheck> signature,
      LongSupplier nanoTime) {
    this.target = target;
    this.client = client;
    this.identity = identity;
    this.policy = policy;
    this.context = context;
    this.retries = retries;
    this.signature = signature;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  VerifyReport verify(List<String> packages) {
    context
        .trail()
        .record(
            new AuditEvent.RunStarted(
                target.repositoryId(), target.name(), target.origin().toString(), 0));
    try {
      VerifyReport report = exchangeAndRevoke(packages);
      finished("verified", Optional.empty(), report.duration());
      return report;
    } catch (TrustedPublishingException e) {
      TrustedPublishingException explained = policy.explain(e);
      finished("failed", Optional.of(explained.code().value()), elapsed());
      throw explained;
    } catch (RuntimeException e) {
      TrustedPublishingException bug =
          RetryPolicies.bug(Stage.EXCHANGE, "the " + target.repositoryId() + " module", e);
      finished("failed", Optional.of(bug.code().value()), elapsed());
      throw bug;
    }
  }

  Claims claims(List<String> packages) {
    policy.requireIdentity();
    ExchangeScope scope = client.scopesToVerify(packages).get(0);
    Identity vouching = identity.get();
    IdentityRequest request =
        retries.run(
            RetryPolicies.Call.AUDIENCE,
            "audience of " + scope.name(),
            () -> client.identityFor(scope));
    return new ObtainStage(vouching, context, retries, signature).obtain(request).claims();
  }

  private VerifyReport exchangeAndRevoke(List<String> packages) {
    policy.requireIdentity();
    List<ExchangeScope> scopes = client.scopesToVerify(packages);
    // Before there is a token: whoever does not want it can still stop the run.
    scopes.stream()
        .flatMap(scope -> client.sideEffectOfExchange(scope).stream())
        .distinct()
        .forEach(context::warn);
    Identity vouching = identity.get();
    List<VerifyReport.Exchange> exchanges =
        scopes.stream().map(scope -> exchange(scope, vouching)).toList();
    return new VerifyReport(
        context.trail().runId(), target, exchanges, context.trail().warnings(), elapsed());
  }

  private VerifyReport.Exchange exchange(ExchangeScope scope, Identity vouching) {
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

  private void finished(String result, Optional<String> code, Duration duration) {
    context.trail().record(new AuditEvent.RunFinished(result, code, 0, 0, duration));
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}

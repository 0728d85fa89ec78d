package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Fingerprint;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.upload.UploadExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Gives API tokens back: always, also after a failure or an interrupt. What goes wrong here is a
 * warning and never fails a release, because the token dies by itself.
 */
final class RevokeStage {
  private final RepositoryClient client;
  private final DefaultSpiContext context;
  private final RetryPolicies retries;

  RevokeStage(RepositoryClient client, DefaultSpiContext context, RetryPolicies retries) {
    this.client = client;
    this.context = context;
    this.retries = retries;
  }

  /** Gives tokens back, together, so that a registry that hangs costs its time only once. */
  List<Revocation> revoke(ExchangeScope scope, List<ApiToken> tokens) {
    // An interrupt ends the run, not the clean-up: it is put back afterwards.
    boolean interrupted = Thread.interrupted();
    try (UploadExecutor workers = UploadExecutor.forRevocations(tokens.size())) {
      List<CompletableFuture<Revocation>> under = new ArrayList<>();
      for (ApiToken token : tokens) {
        under.add(CompletableFuture.supplyAsync(() -> revoke(scope, token), workers));
      }
      // join() keeps an interrupt that comes now for later, too.
      return under.stream().map(CompletableFuture::join).toList();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Revocation revoke(ExchangeScope scope, ApiToken token) {
    try (token) {
      Timer timer = context.trail().startTimer();
      String fingerprint = Fingerprint.of(token.value(), context.trail().runId());
      Revocation revocation = request(scope, token);
      context.trail().record(event(scope.name(), fingerprint, revocation, timer.elapsed()));
      return revocation;
    }
  }

  private Revocation request(ExchangeScope scope, ApiToken token) {
    try {
      Revocation revocation = call(scope, token);
      return revocation instanceof Revocation.Failed refused ? warned(refused) : revocation;
    } catch (TrustedPublishingException e) {
      if (e.outcome().equals(Optional.of(AttemptOutcome.AMBIGUOUS))) {
        return new Revocation.Requested();
      }
      return warned(new Revocation.Failed(e.problem().what(), token.expiresAt()));
    }
  }

  private Revocation warned(Revocation.Failed failed) {
    context.warn(
        Problem.of(ErrorCode.TEMPORARY_NOT_REVOKED, "An API token could not be revoked.")
            .found(failed.reason())
            .expected("a registry that takes the token back")
            .remedy("Nothing: it dies by itself at " + failed.expiresAt() + "."));
    return failed;
  }

  private Revocation call(ExchangeScope scope, ApiToken token) {
    try {
      return once(scope, token);
    } catch (TrustedPublishingException e) {
      // Interrupted only now, and before the registry could have heard of it.
      boolean sent = e.outcome().equals(Optional.of(AttemptOutcome.AMBIGUOUS));
      if (sent || !e.code().equals(ErrorCode.TEMPORARY_INTERRUPTED) || !Thread.interrupted()) {
        throw e;
      }
      try {
        return once(scope, token);
      } finally {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Revocation once(ExchangeScope scope, ApiToken token) {
    return retries.run(
        RetryPolicies.Call.REVOKE, "API token for " + scope.name(), () -> client.revoke(token));
  }

  private static AuditEvent event(
      String scope, String fingerprint, Revocation revocation, Duration duration) {
    if (revocation instanceof Revocation.Failed failed) {
      return new AuditEvent.TokenRevoked(
          scope,
          fingerprint,
          "failed",
          Optional.of(failed.expiresAt()),
          Optional.of(failed.reason()),
          duration);
    }
    if (revocation instanceof Revocation.ExpiresAt expires) {
      return new AuditEvent.TokenRevoked(
          scope, fingerprint, "expires", Optional.of(expires.time()), Optional.empty(), duration);
    }
    String result = revocation instanceof Revocation.Revoked ? "revoked" : "requested";
    return new AuditEvent.TokenRevoked(
        scope, fingerprint, result, Optional.empty(), Optional.empty(), duration);
  }
}

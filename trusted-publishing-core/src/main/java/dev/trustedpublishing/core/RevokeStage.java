package dev.trustedpublishing.core;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.event.AuditEvent;
import dev.trustedpublishing.api.repository.ApiToken;
import dev.trustedpublishing.api.repository.ExchangeScope;
import dev.trustedpublishing.api.repository.Revocation;
import dev.trustedpublishing.api.spi.RepositoryClient;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives API tokens back: always, also after a failure or an interrupt. What goes wrong here is a
 * warning and never fails a release, because the token dies by itself.
 */
final class RevokeStage {
  private final RepositoryClient client;
  private final RunContext context;
  private final RetryPolicies retries;

  RevokeStage(RepositoryClient client, RunContext context, RetryPolicies retries) {
    this.client = client;
    this.context = context;
    this.retries = retries;
  }

  Revocation revoke(ExchangeScope scope, ApiToken token) {
    // An interrupt ends the run, not the clean-up: it is put back afterwards.
    boolean interrupted = Thread.interrupted();
    try (token) {
      Stopwatch watch = context.trail().startWatch();
      Revocation revocation = request(scope, token);
      String fingerprint = Fingerprint.of(token.value(), context.trail().runId());
      context.trail().record(event(scope.name(), fingerprint, revocation, watch.elapsed()));
      return revocation;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Revocation request(ExchangeScope scope, ApiToken token) {
    try {
      return retries.run(
          RetryPolicies.Call.REVOKE, "API token for " + scope.name(), () -> client.revoke(token));
    } catch (TrustedPublishingException e) {
      if (e.outcome().equals(Optional.of(AttemptOutcome.AMBIGUOUS))) {
        return new Revocation.Requested();
      }
      context.warn(
          Problem.of(ErrorCode.TEMPORARY_NOT_REVOKED, "An API token could not be revoked.")
              .found(e.problem().what())
              .wanted("a registry that takes the token back")
              .remedy("Nothing: it dies by itself at " + token.expiresAt() + "."));
      return new Revocation.Failed(e.problem().what(), token.expiresAt());
    }
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

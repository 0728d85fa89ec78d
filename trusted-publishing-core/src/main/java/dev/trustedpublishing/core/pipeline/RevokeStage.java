package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Fingerprint;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.retry.Result;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.upload.UploadExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Revokes API tokens: always, even after a failure or an interrupt. A failed revocation is a
 * warning and never fails a release, because the token expires.
 *
 * @param revocations receives the results
 */
record RevokeStage(RegistryConnection connection, String scope, List<Revocation> revocations) {
  /**
   * Revokes tokens, together, so that a registry that hangs costs its time only once; on separate
   * threads, so that an interrupt ends the run, but not its clean-up.
   */
  void revoke(List<ApiToken> tokens) {
    try (UploadExecutor workers = UploadExecutor.forRevocations()) {
      List<CompletableFuture<Revocation>> started = new ArrayList<>();
      for (ApiToken token : tokens) {
        started.add(CompletableFuture.supplyAsync(() -> revoke(token), workers));
      }
      started.stream().map(CompletableFuture::join).forEach(revocations::add);
    }
  }

  private Revocation revoke(ApiToken token) {
    try (token) {
      Timer timer = connection.trail().startTimer();
      String fingerprint = Fingerprint.of(token.value(), connection.trail().runId());
      Revocation revocation = outcome(attempt(token), token);
      connection.record(event(fingerprint, revocation, timer.elapsed()));
      return revocation;
    }
  }

  private Revocation outcome(Result<Revocation> result, ApiToken token) {
    if (result.value().isPresent()) {
      Revocation revocation = result.value().get();
      return revocation instanceof Revocation.Failed failed ? warned(failed) : revocation;
    }
    Failure failure = result.failure().orElseThrow();
    return failure.hasOutcome(AttemptOutcome.AMBIGUOUS)
        ? new Revocation.Requested()
        : warned(new Revocation.Failed(failure.problem().what(), token.expiresAt()));
  }

  private Revocation warned(Revocation.Failed failed) {
    connection.warn(
        Problem.of(ErrorCode.TEMPORARY_NOT_REVOKED, "An API token could not be revoked.")
            .found(failed.reason())
            .expected("a registry that revokes the token")
            .remedy("No action needed: the token expires at " + failed.expiresAt() + "."));
    return failed;
  }

  private Result<Revocation> attempt(ApiToken token) {
    return connection
        .retries()
        .attempt(
            RetryPolicies.Call.REVOKE,
            "API token for " + scope,
            () -> connection.client().revoke(token),
            UnaryOperator.identity());
  }

  private AuditEvent event(String fingerprint, Revocation revocation, Duration duration) {
    String result = "requested";
    Optional<Instant> expiry = Optional.empty();
    Optional<String> reason = Optional.empty();
    if (revocation instanceof Revocation.Failed failed) {
      result = "failed";
      expiry = Optional.of(failed.expiresAt());
      reason = Optional.of(failed.reason());
    } else if (revocation instanceof Revocation.ExpiresAt expires) {
      result = "expires";
      expiry = Optional.of(expires.time());
    } else if (revocation instanceof Revocation.Revoked) {
      result = "revoked";
    }
    return new AuditEvent.TokenRevoked(scope, fingerprint, result, expiry, reason, duration);
  }
}

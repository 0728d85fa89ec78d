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
 */
final class RevokeStage {
  private final RegistryConnection connection;
  private final String scope;
  private final List<Revocation> revocations;

  /**
   * Prepares for the tokens of one scope.
   *
   * @param revocations receives what became of the tokens
   */
  RevokeStage(RegistryConnection connection, String scope, List<Revocation> revocations) {
    this.connection = connection;
    this.scope = scope;
    this.revocations = revocations;
  }

  /** Revokes tokens, together, so that a registry that hangs costs its time only once. */
  void revoke(List<ApiToken> tokens) {
    // An interrupt ends the run, not the clean-up: it is put back afterwards.
    boolean interrupted = Thread.interrupted();
    try (UploadExecutor workers = UploadExecutor.forRevocations(tokens.size())) {
      List<CompletableFuture<Revocation>> under = new ArrayList<>();
      for (ApiToken token : tokens) {
        under.add(CompletableFuture.supplyAsync(() -> revoke(token), workers));
      }
      // join() keeps an interrupt that comes now for later, too.
      under.stream().map(CompletableFuture::join).forEach(revocations::add);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Revocation revoke(ApiToken token) {
    try (token) {
      Timer timer = connection.trail().startTimer();
      String fingerprint = Fingerprint.of(token.value(), connection.trail().runId());
      Revocation revocation = outcome(call(token), token);
      connection.record(event(fingerprint, revocation, timer.elapsed()));
      return revocation;
    }
  }

  private Revocation outcome(Result<Revocation> result, ApiToken token) {
    if (result instanceof Result.Success<Revocation> success) {
      return success.value() instanceof Revocation.Failed failed ? warned(failed) : success.value();
    }
    Failure failure = ((Result.Failed<Revocation>) result).failure();
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

  private Result<Revocation> call(ApiToken token) {
    Result<Revocation> result = once(token);
    // Interrupted only now, and before the registry could have noticed it.
    boolean again =
        result instanceof Result.Failed<Revocation> failed
            && failed.failure().is(ErrorCode.TEMPORARY_INTERRUPTED)
            && !failed.failure().hasOutcome(AttemptOutcome.AMBIGUOUS)
            && Thread.interrupted();
    if (!again) {
      return result;
    }
    try {
      return once(token);
    } finally {
      Thread.currentThread().interrupt();
    }
  }

  private Result<Revocation> once(ApiToken token) {
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

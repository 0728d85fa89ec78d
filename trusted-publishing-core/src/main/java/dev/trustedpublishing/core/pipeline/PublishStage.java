package dev.trustedpublishing.core.pipeline;

import dev.failsafe.function.CheckedSupplier;
import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.retry.Result;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.upload.Throughput;
import dev.trustedpublishing.core.upload.TokenLife;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import dev.trustedpublishing.core.upload.UploadEvent;
import dev.trustedpublishing.core.upload.UploadProgress;
import dev.trustedpublishing.core.upload.UploadState;
import dev.trustedpublishing.core.upload.UploadTransitions;
import dev.trustedpublishing.core.upload.UploadTransitions.Action;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Uploads one artifact and determines the result. {@link UploadTransitions} decides what to do
 * next.
 */
record PublishStage(
    RegistryConnection connection,
    UploadConcurrency concurrency,
    ProgressListener progress,
    boolean skipsExisting,
    Throughput throughput) {
  /** How long an index may lag after an upload before "absent" is accepted. */
  private static final Duration INDEX_LAG = Duration.ofSeconds(15);

  /** Never throws because of a response of the registry: the result contains it. */
  ArtifactResult publish(Artifact artifact, ApiTokens tokens) {
    connection.record(
        new AuditEvent.ArtifactStarted(
            artifact.filename(), artifact.file().sha256(), artifact.file().size()));
    ArtifactResult result = new Upload(artifact, tokens).run();
    connection.record(event(result));
    return result;
  }

  private static AuditEvent event(ArtifactResult result) {
    String filename = result.artifact().filename();
    String sha256 = result.artifact().file().sha256();
    Duration duration = result.duration();
    if (result.state() == ArtifactState.PUBLISHED) {
      return new AuditEvent.ArtifactPublished(
          filename, sha256, result.bytes(), result.attempts(), duration);
    }
    if (result.state() == ArtifactState.ALREADY_PUBLISHED) {
      return new AuditEvent.ArtifactAlreadyThere(filename, sha256, duration);
    }
    return new AuditEvent.ArtifactFailed(
        filename,
        result.state().toString(),
        result.failure().map(f -> f.code().value()),
        result.failure().map(f -> f.problem().what()),
        result.attempts(),
        duration);
  }

  /** The upload of one artifact. */
  private final class Upload {
    private final Artifact artifact;
    private final ApiTokens tokens;
    private final UploadTransitions transitions;
    private final Timer timer = connection.trail().startTimer();
    private final Set<ErrorCode> forgiven = new HashSet<>();
    private UploadState state = new UploadState.NotStarted();
    private int attempts;
    private boolean warned;
    private @Nullable Sending sending;

    private Upload(Artifact artifact, ApiTokens tokens) {
      this.artifact = artifact;
      this.tokens = tokens;
      this.transitions =
          new UploadTransitions(
              artifact,
              connection.client().capabilities().contains(Capability.SAME_BYTES_ARE_A_NO_OP));
    }

    private ArtifactResult run() {
      if (skipsExisting) {
        Presence presence = find(concurrency::keep);
        apply(new UploadEvent.FoundBeforeUpload(presence));
        if (presence instanceof Presence.Unknown unknown) {
          connection.warn(transitions.presenceUnknown(unknown.reason()));
        }
      }
      if (!(state instanceof UploadState.Final)) {
        Result<UploadState> result =
            connection
                .retries()
                .attempt(
                    RetryPolicies.Call.PUBLISH,
                    artifact.filename(),
                    () -> concurrency.keep(this::attempt),
                    this::refine);
        result.failure().ifPresent(this::giveUp);
      }
      return result();
    }

    private UploadState attempt() {
      Action action = apply(new UploadEvent.AttemptStarted());
      if (action == Action.QUERY) {
        action = apply(new UploadEvent.FoundBeforeRetry(find(concurrency::watch)));
      }
      if (action == Action.WAIT) {
        action = lookAgainLater();
      }
      if (action == Action.UPLOAD) {
        upload();
      }
      if (state instanceof UploadState.Unsuccessful unsuccessful) {
        throw unsuccessful.failure().exception();
      }
      return state;
    }

    private Action lookAgainLater() {
      if (connection.retries().pause(Stage.PUBLISH, artifact.filename(), INDEX_LAG)) {
        return apply(new UploadEvent.FoundAfterWait(find(concurrency::watch)));
      }
      return apply(new UploadEvent.NoTimeToWait());
    }

    private void upload() {
      Duration expected = throughput.expected(artifact.file().size());
      ApiToken token = tokens.get(expected);
      warnAboutSlowness(expected);
      Sending now = new Sending(token, connection.trail().startTimer());
      sending = now;
      attempts++;
      Receipt receipt =
          connection
              .client()
              .publish(artifact, token, new UploadProgress(progress, connection.trail()));
      sending = null;
      Duration took = now.timer.elapsed();
      throughput.observe(artifact.file().size(), took);
      concurrency.published(artifact.file().size(), took);
      apply(new UploadEvent.Uploaded(receipt.page()));
    }

    /**
     * Converts an exception of an upload to an event, and determines whether a retry makes sense.
     */
    private Failure refine(Failure failure) {
      Sending last = sending;
      sending = null;
      if (last == null) {
        return state instanceof UploadState.Final ? failure.withoutRetry() : failure;
      }
      Failure refined = forgive(failure, last);
      apply(event(refined, !refined.equals(failure)));
      return refined;
    }

    private Failure forgive(Failure failure, Sending last) {
      if (failure.is(ErrorCode.PUBLISH_DIGEST_MISMATCH)) {
        return afterMismatch(failure);
      }
      return failure.is(ErrorCode.PUBLISH_TOKEN_EXPIRED) ? afterExpiry(failure, last) : failure;
    }

    /**
     * Bytes were altered during the transfer, or the file was changed: only the former is
     * temporary.
     */
    private Failure afterMismatch(Failure failure) {
      if (!forgiven.add(failure.code())) {
        return failure;
      }
      try {
        artifact.file().requireUnchanged();
        return failure.retryable();
      } catch (TrustedPublishingException changed) {
        return Failure.of(changed);
      }
    }

    private Failure afterExpiry(Failure failure, Sending last) {
      Optional<TokenLife> outlived =
          tokens
              .lifetime()
              .map(TokenLife::new)
              .filter(life -> life.isOutlivedBy(last.timer.elapsed()));
      if (outlived.isPresent()) {
        return failure.withProblem(outlived.get().tooShortFor(artifact, last.timer.elapsed()));
      }
      return !forgiven.contains(failure.code())
              && tokens.replace(last.token)
              && forgiven.add(failure.code())
          ? failure.retryableAtOnce()
          : failure;
    }

    private static UploadEvent event(Failure failure, boolean forgiven) {
      boolean answered = failure.reason().httpStatus().isPresent();
      if (failure.is(ErrorCode.INTERNAL_BUG)
          || (!answered && failure.hasOutcome(AttemptOutcome.AMBIGUOUS))) {
        return new UploadEvent.NoResponse(failure);
      }
      if (failure.hasOutcome(AttemptOutcome.NOT_SENT)) {
        return new UploadEvent.NotSent(failure);
      }
      if (!answered && failure.hasOutcome(AttemptOutcome.ANSWERED)) {
        return new UploadEvent.TruncatedResponse(failure);
      }
      if (failure.isRetryable() && forgiven) {
        return new UploadEvent.TemporaryRejection(failure);
      }
      return failure.isRetryable() && answered
          ? new UploadEvent.TemporaryError(failure)
          : new UploadEvent.PermanentRejection(failure);
    }

    /** An estimate is not a reason to reject a file, but a warning explains a later failure. */
    private void warnAboutSlowness(Duration expected) {
      if (expected.isZero()) {
        return;
      }
      Optional<TokenLife> life = tokens.lifetime().map(TokenLife::new);
      if (!warned && life.filter(each -> each.isOutlivedBy(expected)).isPresent()) {
        warned = true;
        connection.warn(life.get().mayBeTooShortFor(artifact, expected));
      }
    }

    private void giveUp(Failure failure) {
      if (apply(new UploadEvent.GaveUp(failure)) == Action.QUERY) {
        apply(new UploadEvent.FoundAtEnd(find(concurrency::keep), failure));
      }
    }

    /** An attempt that looks has its turn already. */
    private Presence find(Turn turn) {
      Result<Presence> result =
          connection
              .retries()
              .attempt(
                  RetryPolicies.Call.PRESENCE,
                  artifact.filename(),
                  () -> turn.run(() -> connection.client().find(artifact)),
                  failure -> failure);
      return result
          .value()
          .orElseGet(() -> new Presence.Unknown(result.failure().orElseThrow().problem().what()));
    }

    private Action apply(UploadEvent event) {
      UploadTransitions.Step step = transitions.next(state, event);
      state = step.state();
      return step.action();
    }

    private ArtifactResult result() {
      if (state instanceof UploadState.Published published) {
        return result(ArtifactState.PUBLISHED, published.page(), Optional.empty());
      }
      if (state instanceof UploadState.Unsuccessful unsuccessful) {
        ArtifactState name =
            unsuccessful instanceof UploadState.Rejected
                ? ArtifactState.REJECTED
                : unsuccessful instanceof UploadState.OutcomeUnknown
                    ? ArtifactState.UNKNOWN
                    : ArtifactState.NOT_ATTEMPTED;
        return result(name, Optional.empty(), Optional.of(unsuccessful.failure()));
      }
      return result(ArtifactState.ALREADY_PUBLISHED, Optional.empty(), Optional.empty());
    }

    private ArtifactResult result(
        ArtifactState name, Optional<URI> page, Optional<Failure> failure) {
      return new ArtifactResult(
          artifact, name, attempts, timer.elapsed(), page, failure.map(Failure::exception));
    }
  }

  @FunctionalInterface
  private interface Turn {
    Presence run(CheckedSupplier<Presence> look) throws Throwable;
  }

  /** An active upload. */
  private record Sending(ApiToken token, Timer timer) {}
}

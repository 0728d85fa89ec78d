package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.settings.ExistingFiles;
import dev.trustedpublishing.core.upload.Throughput;
import dev.trustedpublishing.core.upload.TokenLife;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import dev.trustedpublishing.core.upload.UploadProgress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uploads one artifact and finds out what became of it. After an attempt that may have arrived, the
 * registry is asked before anything is sent again, unless sending the same bytes again is itself
 * the question.
 */
public final class PublishStage {
  /** How long an index may lag behind an upload before "absent" is believed. */
  private static final Duration INDEX_LAG = Duration.ofSeconds(15);

  private static final String NOT_LISTED = "the index does not list it (yet)";

  private final RepositoryClient client;
  private final RetryPolicies retries;
  private final UploadConcurrency pace;
  private final AuditTrail trail;
  private final ProgressListener progress;
  private final ExistingFiles existing;
  private final Throughput throughput = new Throughput();

  public PublishStage(
      RepositoryClient client,
      RetryPolicies retries,
      UploadConcurrency pace,
      AuditTrail trail,
      ProgressListener progress,
      ExistingFiles existing) {
    this.client = client;
    this.retries = retries;
    this.pace = pace;
    this.trail = trail;
    this.progress = progress;
    this.existing = existing;
  }

  /** Never throws for what the registry says: the result tells. */
  ArtifactResult publish(Artifact artifact, ScopeToken token) {
    trail.record(
        new AuditEvent.ArtifactStarted(
            artifact.filename(), artifact.file().sha256(), artifact.file().size()));
    Upload upload = new Upload(artifact, token);
    ArtifactResult result = upload.run();
    trail.record(event(result));
    return result;
  }

  private Presence find(Artifact artifact) {
    try {
      return retries.run(
          RetryPolicies.Call.PRESENCE,
          artifact.filename(),
          () -> pace.keep(() -> client.find(artifact)));
    } catch (TrustedPublishingException e) {
      return new Presence.Unknown(e.problem().what());
    }
  }

  private static AuditEvent event(ArtifactResult result) {
    Artifact artifact = result.artifact();
    return switch (result.state()) {
      case PUBLISHED ->
          new AuditEvent.ArtifactPublished(
              artifact.filename(),
              artifact.file().sha256(),
              artifact.file().size(),
              result.attempts(),
              result.duration());
      case ALREADY_PUBLISHED ->
          new AuditEvent.ArtifactAlreadyThere(
              artifact.filename(), artifact.file().sha256(), result.duration());
      case REJECTED, UNKNOWN, NOT_ATTEMPTED ->
          new AuditEvent.ArtifactFailed(
              artifact.filename(),
              result.state().toString(),
              result.failure().map(f -> f.code().value()),
              result.failure().map(f -> f.problem().what()),
              result.attempts(),
              result.duration());
    };
  }

  /** One artifact on its way. */
  private final class Upload {
    private final Artifact artifact;
    private final ScopeToken token;
    private final Timer timer = trail.startTimer();
    private int attempts;
    private boolean mayHaveArrived;
    private boolean answerLost;
    private boolean renewed;
    private boolean mismatched;
    private boolean warned;
    private @Nullable Presence found;

    /** What is tried once more; other failures that pass may be of a look before the upload. */
    private @Nullable TrustedPublishingException refusal;

    private @Nullable TrustedPublishingException answered;
    private boolean outOfTime;

    private Upload(Artifact artifact, ScopeToken token) {
      this.artifact = artifact;
      this.token = token;
    }

    private ArtifactResult run() {
      try {
        if (existing == ExistingFiles.SKIP && isPublished()) {
          return result(ArtifactState.ALREADY_PUBLISHED, Optional.empty());
        }
        if (found instanceof Presence.Unknown unknown) {
          trail.record(new AuditEvent.Warned(presenceUnknown(unknown.reason())));
        }
        Receipt receipt =
            retries.run(
                RetryPolicies.Call.PUBLISH, artifact.filename(), () -> pace.keep(this::attempt));
        return result(ArtifactState.PUBLISHED, receipt.page());
      } catch (TrustedPublishingException e) {
        return settle(e);
      }
    }

    private Receipt attempt() {
      boolean noOp = client.capabilities().contains(Capability.SAME_BYTES_ARE_A_NO_OP);
      if (!noOp && (mayHaveArrived ? arrived() : isThereAfterRefusal())) {
        return new Receipt(Optional.empty());
      }
      Duration expected = throughput.expected(artifact.file().size());
      ApiToken current = token.get(expected);
      warnAboutSlowness(expected);
      Timer sending = trail.startTimer();
      try {
        attempts++;
        Receipt receipt = client.publish(artifact, current, new UploadProgress(progress, trail));
        throughput.observe(artifact.file().size(), sending.elapsed());
        return receipt;
      } catch (TransportException e) {
        mayHaveArrived |= e.outcome() != AttemptOutcome.NOT_SENT;
        answerLost |= e.outcome() == AttemptOutcome.AMBIGUOUS;
        throw e;
      } catch (TrustedPublishingException e) {
        throw afterAnswer(e, current, sending.elapsed());
      } catch (RuntimeException bug) {
        mayHaveArrived = true;
        answerLost = true;
        throw bug;
      }
    }

    private TrustedPublishingException afterAnswer(
        TrustedPublishingException e, ApiToken used, Duration took) {
      // A 5xx can hide a success.
      mayHaveArrived |= e.retryCanHelp() && e.outcome().isPresent();
      answered = e;
      if (e.code().equals(ErrorCode.PUBLISH_DIGEST_MISMATCH)) {
        return afterMismatch(e);
      }
      return e.code().equals(ErrorCode.PUBLISH_TOKEN_EXPIRED) ? afterExpiry(e, used, took) : e;
    }

    /** Bytes were altered on the way, or the file was: only the former may pass. */
    private TrustedPublishingException afterMismatch(TrustedPublishingException e) {
      if (mismatched) {
        return e;
      }
      mismatched = true;
      try {
        artifact.file().requireUnchanged();
        refusal = e;
        return e.toBuilder().retryCanHelp().build();
      } catch (TrustedPublishingException changed) {
        return changed;
      }
    }

    private TrustedPublishingException afterExpiry(
        TrustedPublishingException e, ApiToken used, Duration took) {
      Optional<TokenLife> outlived =
          token.life().map(TokenLife::new).filter(life -> life.isOutlivedBy(took));
      if (outlived.isPresent()) {
        return e.toBuilder().problem(outlived.get().tooShortFor(artifact, took)).build();
      }
      if (!renewed && token.replace(used)) {
        renewed = true;
        refusal = e;
        return e.toBuilder().retryCanHelp().retryAfter(Duration.ZERO).build();
      }
      return e;
    }

    /** An estimate is no reason to refuse a file, but a reason not to be surprised. */
    private void warnAboutSlowness(Duration expected) {
      Optional<TokenLife> life = token.life().map(TokenLife::new);
      if (!warned && life.filter(each -> each.isOutlivedBy(expected)).isPresent()) {
        warned = true;
        trail.record(new AuditEvent.Warned(life.get().mayBeTooShortFor(artifact, expected)));
      }
    }

    /**
     * Whether the very same bytes are there; other bytes end the upload before anything is sent.
     */
    private boolean isPublished() {
      Presence presence = find(artifact);
      found = presence;
      if (presence instanceof Presence.OtherContent other) {
        throw conflict(other).build();
      }
      return presence instanceof Presence.SameContent;
    }

    /** What was refused is sent again only where nothing is that it could replace. */
    private boolean isThereAfterRefusal() {
      TrustedPublishingException last = refusal;
      if (last == null) {
        return false;
      }
      if (isPublished()) {
        return true;
      }
      if (found instanceof Presence.Unknown unknown) {
        throw last.toBuilder().problem(notSentAgain(last.problem(), unknown)).build();
      }
      return false;
    }

    private Problem notSentAgain(Problem problem, Presence.Unknown unknown) {
      String why =
          "it was not sent again, because nobody knows whether it is there: " + unknown.reason();
      return new Problem(
          problem.code(),
          problem.what(),
          Optional.of(problem.found().map(found -> found + "; " + why).orElse(why)),
          problem.expected(),
          problem.remedy());
    }

    private boolean arrived() {
      if (isPublished()) {
        return true;
      }
      if (found instanceof Presence.Absent) {
        if (!retries.pause(Stage.PUBLISH, artifact.filename(), INDEX_LAG)) {
          outOfTime = true;
          throw outcomeUnknown(NOT_LISTED).build();
        }
        if (isPublished()) {
          return true;
        }
      }
      if (found instanceof Presence.Unknown unknown) {
        throw outcomeUnknown(unknown.reason()).build();
      }
      return false;
    }

    /** Turns the last failure into what is known about the artifact. */
    private ArtifactResult settle(TrustedPublishingException e) {
      if (e.code().equals(ErrorCode.PUBLISH_CONFLICT)) {
        return settleConflict(e);
      }
      if (e.code().equals(ErrorCode.PUBLISH_OUTCOME_UNKNOWN)) {
        // Where every attempt had an answer, the last one says more than that there is no time.
        return outOfTime && !answerLost && answered != null
            ? failed(ArtifactState.REJECTED, answered)
            : failed(ArtifactState.UNKNOWN, e);
      }
      if (attempts == 0 && isNotAboutTheFile(e)) {
        return failed(ArtifactState.NOT_ATTEMPTED, e);
      }
      return mayHaveArrived ? settleDoubt(e) : failed(ArtifactState.REJECTED, e);
    }

    private boolean isNotAboutTheFile(TrustedPublishingException e) {
      return e.stage() != Stage.PUBLISH || e.code().equals(ErrorCode.TEMPORARY_INTERRUPTED);
    }

    private ArtifactResult settleConflict(TrustedPublishingException e) {
      Presence presence = found instanceof Presence.OtherContent known ? known : find(artifact);
      if (presence instanceof Presence.SameContent) {
        return mayHaveArrived
            ? result(ArtifactState.PUBLISHED, Optional.empty())
            : result(ArtifactState.ALREADY_PUBLISHED, Optional.empty());
      }
      if (presence instanceof Presence.OtherContent other) {
        return failed(
            ArtifactState.REJECTED,
            e.toBuilder().problem(conflict(other).build().problem()).build());
      }
      return answerLost ? unknown(e, presence) : failed(ArtifactState.REJECTED, e);
    }

    private ArtifactResult settleDoubt(TrustedPublishingException e) {
      if (e.code().equals(ErrorCode.TEMPORARY_INTERRUPTED)) {
        return failed(ArtifactState.UNKNOWN, e);
      }
      Presence presence = find(artifact);
      if (presence instanceof Presence.SameContent) {
        return result(ArtifactState.PUBLISHED, Optional.empty());
      }
      if (presence instanceof Presence.OtherContent other) {
        return failed(
            ArtifactState.REJECTED,
            e.toBuilder().problem(conflict(other).build().problem()).build());
      }
      // An index lags: "absent" is believed only where every attempt had an answer that said no.
      return presence instanceof Presence.Absent && !answerLost
          ? failed(ArtifactState.REJECTED, e)
          : unknown(e, presence);
    }

    private ArtifactResult unknown(TrustedPublishingException e, Presence presence) {
      if (e.code().equals(ErrorCode.INTERNAL_BUG)) {
        return failed(ArtifactState.UNKNOWN, e);
      }
      String reason = presence instanceof Presence.Unknown unknown ? unknown.reason() : NOT_LISTED;
      return failed(
          ArtifactState.UNKNOWN,
          e.toBuilder().problem(outcomeUnknown(reason).build().problem()).build());
    }

    private TrustedPublishingException.Builder conflict(Presence.OtherContent other) {
      return TrustedPublishingException.builder(
          Stage.PUBLISH,
          Problem.of(
                  ErrorCode.PUBLISH_CONFLICT,
                  SafeText.shown(artifact.filename())
                      + " is there already, with other content. It was not overwritten.")
              .found(SafeText.shown(other.digest()))
              .expected(SafeText.shown(artifact.digest()))
              .remedy(
                  "Raise the version and build again: a published file can't be replaced. If this was"
                      + " meant to be the same file, find out why the build is not reproducible."));
    }

    private Problem presenceUnknown(String reason) {
      return Problem.of(
              ErrorCode.PUBLISH_PRESENCE_UNKNOWN,
              "It is not known whether "
                  + SafeText.shown(artifact.filename())
                  + " is there already, so it is sent.")
          .found(reason)
          .expected("a word from the registry about its SHA-256")
          .remedy(
              "Nothing at PyPI and npm, which never replace what they have. An index of another kind"
                  + " may: ask who runs it.");
    }

    private TrustedPublishingException.Builder outcomeUnknown(String reason) {
      return TrustedPublishingException.builder(
          Stage.PUBLISH,
          Problem.of(
                  ErrorCode.PUBLISH_OUTCOME_UNKNOWN,
                  "It is not known whether " + SafeText.shown(artifact.filename()) + " arrived.")
              .found("an upload without an answer, and: " + reason)
              .expected("a word from the registry")
              .remedy(
                  "Look at the project's page in some minutes. If the file is not there, start the job"
                      + " again; if it is, its SHA-256 must be "
                      + artifact.file().sha256()
                      + "."));
    }

    private ArtifactResult result(ArtifactState state, Optional<URI> page) {
      return new ArtifactResult(artifact, state, attempts, timer.elapsed(), page, Optional.empty());
    }

    private ArtifactResult failed(ArtifactState state, TrustedPublishingException e) {
      return new ArtifactResult(
          artifact, state, attempts, timer.elapsed(), Optional.empty(), Optional.of(e));
    }
  }
}

package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.core.retry.Failure;
import java.util.Optional;

/**
 * From a state and an event to the next state and what to do then, as drawn in {@code
 * docs/architecture.md}. After an attempt that may have arrived, the registry is queried before
 * anything is sent again, unless sending the same bytes again has no effect at this registry.
 *
 * @param artifact the file
 * @param sameBytesAreNoOp whether sending the same bytes again changes nothing at this registry
 */
public record UploadTransitions(Artifact artifact, boolean sameBytesAreNoOp) {
  private static final String NOT_LISTED = "the index does not list it (yet)";

  /** What to do next. */
  public enum Action {
    /** Upload the file. */
    UPLOAD,
    /** Query the registry for the file. */
    QUERY,
    /** Wait for the index to catch up, then query. */
    WAIT,
    /** Try again if the retry policy allows. */
    RETRY,
    /** Nothing. */
    STOP
  }

  /** The next state, and what to do in it. */
  public record Step(UploadState state, Action action) {}

  public Step next(UploadState state, UploadEvent event) {
    if (event instanceof UploadEvent.AttemptStarted) {
      boolean unseen =
          state instanceof UploadState.NotStarted || state instanceof UploadState.NotStored;
      return new Step(state, unseen || sameBytesAreNoOp ? Action.UPLOAD : Action.QUERY);
    }
    if (event instanceof UploadEvent.Uploaded uploaded) {
      return stop(new UploadState.Published(uploaded.page()));
    }
    if (event instanceof UploadEvent.FoundBeforeUpload found) {
      return decided(found.presence(), new UploadState.AlreadyPublished())
          .orElse(new Step(state, Action.UPLOAD));
    }
    if (event instanceof UploadEvent.FoundBeforeRetry found) {
      return decided(found.presence(), new UploadState.Published(Optional.empty()))
          .orElseGet(() -> beforeRetry(state, found.presence()));
    }
    if (event instanceof UploadEvent.FoundAfterWait found) {
      return decided(found.presence(), new UploadState.Published(Optional.empty()))
          .orElseGet(() -> afterWait(state, found.presence()));
    }
    if (event instanceof UploadEvent.NoTimeToWait) {
      // If every attempt had a response, the last response is a better explanation than a timeout.
      return state instanceof UploadState.MayHaveArrived answered && answered.answer().isPresent()
          ? rejected(answered.answer().get())
          : unknown(outcomeUnknown(NOT_LISTED));
    }
    if (event instanceof UploadEvent.GaveUp gaveUp) {
      return gaveUp(state, gaveUp.failure());
    }
    if (event instanceof UploadEvent.FoundAtEnd found) {
      return atEnd(state, found.presence(), found.failure());
    }
    return new Step(afterAttempt(state, event), Action.RETRY);
  }

  /** Only a file that the registry has determines the result. */
  private Optional<Step> decided(Presence presence, UploadState same) {
    if (presence instanceof Presence.SameContent) {
      return Optional.of(stop(same));
    }
    return presence instanceof Presence.OtherContent other
        ? Optional.of(rejected(conflict(other)))
        : Optional.empty();
  }

  private Step beforeRetry(UploadState state, Presence presence) {
    if (state instanceof UploadState.RejectedTemporarily refused) {
      return presence instanceof Presence.Unknown unknown
          ? rejected(notSentAgain(refused.refusal(), unknown))
          : new Step(state, Action.UPLOAD);
    }
    return presence instanceof Presence.Unknown unknown
        ? unknown(outcomeUnknown(unknown.reason()))
        : new Step(state, Action.WAIT);
  }

  private Step afterWait(UploadState state, Presence presence) {
    return presence instanceof Presence.Unknown unknown
        ? unknown(outcomeUnknown(unknown.reason()))
        : new Step(state, Action.UPLOAD);
  }

  /** Once a file may have arrived, later attempts can't disprove it. */
  private static UploadState afterAttempt(UploadState state, UploadEvent event) {
    if (event instanceof UploadEvent.NoResponse || state instanceof UploadState.ResponseLost) {
      return new UploadState.ResponseLost();
    }
    if (event instanceof UploadEvent.TemporaryError answer) {
      return new UploadState.MayHaveArrived(Optional.of(answer.failure()));
    }
    if (state instanceof UploadState.MayHaveArrived) {
      return event instanceof UploadEvent.TemporaryRejection refusal
          ? new UploadState.MayHaveArrived(Optional.of(refusal.failure()))
          : state;
    }
    if (event instanceof UploadEvent.TruncatedResponse) {
      return new UploadState.MayHaveArrived(Optional.empty());
    }
    if (event instanceof UploadEvent.TemporaryRejection refusal) {
      return new UploadState.RejectedTemporarily(refusal.failure());
    }
    return state instanceof UploadState.RejectedTemporarily ? state : new UploadState.NotStored();
  }

  private Step gaveUp(UploadState state, Failure failure) {
    if (state instanceof UploadState.Rejected) {
      return rejected(failure);
    }
    if (state instanceof UploadState.OutcomeUnknown
        || failure.is(ErrorCode.PUBLISH_OUTCOME_UNKNOWN)) {
      return unknown(failure);
    }
    if (failure.is(ErrorCode.PUBLISH_CONFLICT)) {
      return new Step(state, Action.QUERY);
    }
    boolean interrupted = failure.is(ErrorCode.TEMPORARY_INTERRUPTED);
    if (state instanceof UploadState.InDoubt) {
      return interrupted ? unknown(failure) : new Step(state, Action.QUERY);
    }
    boolean notAboutTheFile = interrupted || failure.stage() != Stage.PUBLISH;
    return state instanceof UploadState.NotStarted && notAboutTheFile
        ? stop(new UploadState.NotAttempted(failure))
        : rejected(failure);
  }

  private Step atEnd(UploadState state, Presence presence, Failure failure) {
    if (presence instanceof Presence.SameContent) {
      return stop(
          state instanceof UploadState.InDoubt
              ? new UploadState.Published(Optional.empty())
              : new UploadState.AlreadyPublished());
    }
    if (presence instanceof Presence.OtherContent other) {
      return rejected(failure.withProblem(conflict(other).problem()));
    }
    // An index lags: "absent" is accepted only if every attempt had a response that rejected the
    // file.
    boolean saidNo = presence instanceof Presence.Absent || failure.is(ErrorCode.PUBLISH_CONFLICT);
    if (saidNo && !(state instanceof UploadState.ResponseLost)) {
      return rejected(
          presence instanceof Presence.Unknown unknown
              ? foundAlso(failure, "its content could not be compared: " + unknown.reason())
              : failure);
    }
    if (failure.is(ErrorCode.INTERNAL_BUG)) {
      return unknown(failure);
    }
    String reason = presence instanceof Presence.Unknown unknown ? unknown.reason() : NOT_LISTED;
    return unknown(failure.withProblem(outcomeUnknown(reason).problem()));
  }

  private static Step rejected(Failure failure) {
    return stop(new UploadState.Rejected(failure.withoutRetry()));
  }

  private static Step unknown(Failure failure) {
    return stop(new UploadState.OutcomeUnknown(failure.withoutRetry()));
  }

  private static Step stop(UploadState state) {
    return new Step(state, Action.STOP);
  }

  private Failure conflict(Presence.OtherContent other) {
    return failure(
        Problem.of(
                ErrorCode.PUBLISH_CONFLICT,
                shown() + " already exists with different content. It was not overwritten.")
            .found(SafeText.shown(other.digest()))
            .expected(SafeText.shown(artifact.digest()))
            .remedy(
                "Increase the version and build again: a published file can't be replaced. If it"
                    + " should be the same file, find out why the build is not reproducible."));
  }

  private Failure outcomeUnknown(String reason) {
    return failure(
        Problem.of(
                ErrorCode.PUBLISH_OUTCOME_UNKNOWN,
                "The outcome of uploading " + shown() + " is unknown: no response was received.")
            .found("an upload without a response, and: " + reason)
            .expected("a response from the registry")
            .remedy(
                "Check the project's page in a few minutes. If the file is missing, restart the"
                    + " job. If it exists, its SHA-256 must be "
                    + artifact.file().sha256()
                    + "."));
  }

  private static Failure notSentAgain(Failure refusal, Presence.Unknown unknown) {
    return foundAlso(
        refusal,
        "it was not sent again, because it is unknown whether the registry has it: "
            + unknown.reason());
  }

  private static Failure foundAlso(Failure failure, String more) {
    Problem problem = failure.problem();
    String found = problem.found().map(text -> text + "; " + more).orElse(more);
    return failure.withProblem(
        new Problem(
            problem.code(),
            problem.what(),
            Optional.of(found),
            problem.expected(),
            problem.remedy()));
  }

  /** A warning: the file is sent although it is unknown whether it already exists. */
  public Problem presenceUnknown(String reason) {
    return Problem.of(
            ErrorCode.PUBLISH_PRESENCE_UNKNOWN,
            "It is unknown whether the registry has " + shown() + ", so it is uploaded.")
        .found(reason)
        .expected("a response from the registry with its SHA-256")
        .remedy(
            "No action needed at PyPI and npm, which never replace files. Another index may: ask"
                + " its operator.");
  }

  private String shown() {
    return SafeText.shown(artifact.filename());
  }

  private static Failure failure(Problem problem) {
    return Failure.of(problem.toException(Stage.PUBLISH));
  }
}

package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.core.retry.Failure;
import java.util.Optional;

/**
 * From a state and an event to the next state and what to do then, as drawn in {@code
 * docs/architecture.md}. After an attempt that may have arrived, the registry is asked before
 * anything is sent again, unless sending the same bytes again is itself the question.
 *
 * @param problems describes problems of the file
 * @param sameBytesAreNoOp whether sending the same bytes again changes nothing at this registry
 */
public record UploadTransitions(UploadProblems problems, boolean sameBytesAreNoOp) {

  /** What to do next. */
  public enum Action {
    /** Upload the file. */
    UPLOAD,
    /** Ask the registry for the file. */
    ASK,
    /** Give the index time to catch up, then ask. */
    WAIT,
    /** Try again if the retry policy allows. */
    RETRY,
    /** Nothing. */
    STOP
  }

  /** The next state, and what to do in it. */
  public record Step(UploadState state, Action action) {}

  public static UploadTransitions of(Artifact artifact, boolean sameBytesAreNoOp) {
    return new UploadTransitions(new UploadProblems(artifact), sameBytesAreNoOp);
  }

  public Step next(UploadState state, UploadEvent event) {
    if (event instanceof UploadEvent.AttemptStarted) {
      boolean unseen =
          state instanceof UploadState.NotStarted || state instanceof UploadState.NothingSent;
      return new Step(state, unseen || sameBytesAreNoOp ? Action.UPLOAD : Action.ASK);
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
      // Where every attempt had a response, the last one says more than that there is no time.
      return state instanceof UploadState.MayHaveArrived answered && answered.answer().isPresent()
          ? rejected(answered.answer().get())
          : unknown(problems.outcomeUnknown(UploadProblems.NOT_LISTED));
    }
    if (event instanceof UploadEvent.GaveUp gaveUp) {
      return gaveUp(state, gaveUp.failure());
    }
    if (event instanceof UploadEvent.FoundAtEnd found) {
      return atEnd(state, found.presence(), found.failure());
    }
    return new Step(afterAttempt(state, event), Action.RETRY);
  }

  /** What is there decides; what is not there, or not known to be, does not. */
  private Optional<Step> decided(Presence presence, UploadState same) {
    if (presence instanceof Presence.SameContent) {
      return Optional.of(stop(same));
    }
    return presence instanceof Presence.OtherContent other
        ? Optional.of(rejected(problems.conflict(other)))
        : Optional.empty();
  }

  private Step beforeRetry(UploadState state, Presence presence) {
    if (state instanceof UploadState.Refused refused) {
      return presence instanceof Presence.Unknown unknown
          ? rejected(problems.notSentAgain(refused.refusal(), unknown))
          : new Step(state, Action.UPLOAD);
    }
    return presence instanceof Presence.Unknown unknown
        ? unknown(problems.outcomeUnknown(unknown.reason()))
        : new Step(state, Action.WAIT);
  }

  private Step afterWait(UploadState state, Presence presence) {
    return presence instanceof Presence.Unknown unknown
        ? unknown(problems.outcomeUnknown(unknown.reason()))
        : new Step(state, Action.UPLOAD);
  }

  /** Knowledge only grows: what may have arrived once may have arrived for good. */
  private static UploadState afterAttempt(UploadState state, UploadEvent event) {
    if (event instanceof UploadEvent.NoAnswer || state instanceof UploadState.AnswerLost) {
      return new UploadState.AnswerLost();
    }
    if (event instanceof UploadEvent.TemporaryAnswer answer) {
      return new UploadState.MayHaveArrived(Optional.of(answer.failure()));
    }
    if (state instanceof UploadState.MayHaveArrived) {
      return event instanceof UploadEvent.PassingRefusal refusal
          ? new UploadState.MayHaveArrived(Optional.of(refusal.failure()))
          : state;
    }
    if (event instanceof UploadEvent.BrokenAnswer) {
      return new UploadState.MayHaveArrived(Optional.empty());
    }
    if (event instanceof UploadEvent.PassingRefusal refusal) {
      return new UploadState.Refused(refusal.failure());
    }
    return state instanceof UploadState.Refused ? state : new UploadState.NothingSent();
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
      return new Step(state, Action.ASK);
    }
    boolean interrupted = failure.is(ErrorCode.TEMPORARY_INTERRUPTED);
    if (state instanceof UploadState.InDoubt) {
      return interrupted ? unknown(failure) : new Step(state, Action.ASK);
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
      return rejected(failure.withProblem(problems.conflict(other).problem()));
    }
    // An index lags: "absent" is believed only where every attempt had a response that rejected it.
    boolean saidNo = presence instanceof Presence.Absent || failure.is(ErrorCode.PUBLISH_CONFLICT);
    if (saidNo && !(state instanceof UploadState.AnswerLost)) {
      return rejected(failure);
    }
    if (failure.is(ErrorCode.INTERNAL_BUG)) {
      return unknown(failure);
    }
    String reason =
        presence instanceof Presence.Unknown unknown ? unknown.reason() : UploadProblems.NOT_LISTED;
    return unknown(failure.withProblem(problems.outcomeUnknown(reason).problem()));
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
}

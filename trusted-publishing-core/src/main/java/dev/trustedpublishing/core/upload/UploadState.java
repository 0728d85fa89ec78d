package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.core.retry.Failure;
import java.net.URI;
import java.util.Optional;

/** What is known about one file in the course of its upload. Immutable. */
public sealed interface UploadState {

  /** Not sent yet. */
  record NotStarted() implements UploadState {}

  /** An attempt ended, and the registry does not have the file. */
  record NotStored() implements UploadState {}

  /**
   * Rejected for a temporary reason: it is sent again only if the registry does not have the file.
   */
  record RejectedTemporarily(Failure refusal) implements UploadState {}

  /**
   * A response arrived that can hide a success, such as a 503 of a gateway.
   *
   * @param answer the failure of the last readable response; empty if there was none
   */
  record MayHaveArrived(Optional<Failure> answer) implements InDoubt {}

  /** Sent without a response: an index that does not list it is not a proof that it is absent. */
  record ResponseLost() implements InDoubt {}

  /** The registry accepted it in this run. */
  record Published(Optional<URI> page) implements Final {}

  /** The registry had the same bytes before this run. */
  record AlreadyPublished() implements Final {}

  /** It is not published, for a known reason. */
  record Rejected(Failure failure) implements Unsuccessful {}

  /** It is unknown whether it arrived. */
  record OutcomeUnknown(Failure failure) implements Unsuccessful {}

  /** It was not sent, because of an earlier failure. */
  record NotAttempted(Failure failure) implements Unsuccessful {}

  /** The registry may have it: before another upload, the registry is queried. */
  sealed interface InDoubt extends UploadState permits MayHaveArrived, ResponseLost {}

  /** Nothing more is done. */
  sealed interface Final extends UploadState permits Published, AlreadyPublished, Unsuccessful {}

  /** Nothing more is done, and the registry is not known to have it. */
  sealed interface Unsuccessful extends Final permits Rejected, OutcomeUnknown, NotAttempted {
    Failure failure();
  }
}

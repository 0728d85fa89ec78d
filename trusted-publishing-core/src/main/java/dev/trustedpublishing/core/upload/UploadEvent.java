package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.core.retry.Failure;
import java.net.URI;
import java.util.Optional;

/** What happens in the course of an upload. Immutable. */
public sealed interface UploadEvent {

  /** The registry was asked before the first upload, because the caller skips existing files. */
  record FoundBeforeUpload(Presence presence) implements UploadEvent {}

  /** An attempt begins, the first or a further one. */
  record AttemptStarted() implements UploadEvent {}

  /** The registry was asked before a further upload. */
  record FoundBeforeRetry(Presence presence) implements UploadEvent {}

  /** The registry was asked a second time, after its index had time to catch up. */
  record FoundAfterWait(Presence presence) implements UploadEvent {}

  /** The run may not wait for the index any more. */
  record NoTimeToWait() implements UploadEvent {}

  /** The registry accepted the file. */
  record Uploaded(Optional<URI> page) implements UploadEvent {}

  /** The request can't have arrived as a whole. */
  record NotSent(Failure failure) implements UploadEvent {}

  /** The request may have arrived, and there is no response. */
  record NoAnswer(Failure failure) implements UploadEvent {}

  /** A response began and was truncated. */
  record BrokenAnswer(Failure failure) implements UploadEvent {}

  /** A response that returns nothing final: overloaded, try later. */
  record TemporaryAnswer(Failure failure) implements UploadEvent {}

  /** The registry rejected the file, or the file could not be sent. */
  record FinalRefusal(Failure failure) implements UploadEvent {}

  /** The registry rejected the file for a reason that passes: its token expired, say. */
  record PassingRefusal(Failure failure) implements UploadEvent {}

  /** There is no further attempt. */
  record GaveUp(Failure failure) implements UploadEvent {}

  /** The registry was asked after the last attempt. */
  record FoundAtEnd(Presence presence, Failure failure) implements UploadEvent {}
}

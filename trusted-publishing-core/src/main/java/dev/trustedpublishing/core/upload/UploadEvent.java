package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.core.retry.Failure;
import java.net.URI;
import java.util.Optional;

/** What happens in the course of an upload. Immutable. */
public sealed interface UploadEvent {

  /** The registry was queried before the first upload, because the caller skips existing files. */
  record FoundBeforeUpload(Presence presence) implements UploadEvent {}

  /** An attempt begins, the first or a further one. */
  record AttemptStarted() implements UploadEvent {}

  /** The registry was queried before another upload. */
  record FoundBeforeRetry(Presence presence) implements UploadEvent {}

  /** The registry was queried again, after its index had time to catch up. */
  record FoundAfterWait(Presence presence) implements UploadEvent {}

  /** No time is left to wait for the index. */
  record NoTimeToWait() implements UploadEvent {}

  /** The registry accepted the file. */
  record Uploaded(Optional<URI> page) implements UploadEvent {}

  /** The request can't have arrived as a whole. */
  record NotSent(Failure failure) implements UploadEvent {}

  /** The request may have arrived, and there is no response. */
  record NoResponse(Failure failure) implements UploadEvent {}

  /** A response started and was truncated. */
  record TruncatedResponse(Failure failure) implements UploadEvent {}

  /** A temporary error response: the server is overloaded, for example. */
  record TemporaryError(Failure failure) implements UploadEvent {}

  /** The registry rejected the file, or the file could not be sent. */
  record PermanentRejection(Failure failure) implements UploadEvent {}

  /** The registry rejected the file for a temporary reason, such as an expired token. */
  record TemporaryRejection(Failure failure) implements UploadEvent {}

  /** There is no further attempt. */
  record GaveUp(Failure failure) implements UploadEvent {}

  /** The registry was queried after the last attempt. */
  record FoundAtEnd(Presence presence, Failure failure) implements UploadEvent {}
}

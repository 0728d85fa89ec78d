package dev.trustedpublishing.core.retry;

import java.util.Optional;

/**
 * The result of a call with all its attempts. Immutable.
 *
 * @param value what the last attempt returned; empty if it failed
 * @param failure why the last attempt failed; empty if it did not
 */
public record Result<T>(Optional<T> value, Optional<Failure> failure) {
  static <T> Result<T> failed(Failure failure) {
    return new Result<>(Optional.empty(), Optional.of(failure));
  }

  /** The value, or the failure as an exception. */
  public T orElseThrow() {
    return value.orElseThrow(() -> failure.orElseThrow().exception());
  }
}

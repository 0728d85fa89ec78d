package dev.trustedpublishing.core.retry;

/** How a call with all its attempts ended. Immutable. */
public sealed interface Result<T> {

  record Success<T>(T value) implements Result<T> {}

  record Failed<T>(Failure failure) implements Result<T> {}

  /** The value, or the failure as an exception. */
  default T orElseThrow() {
    if (this instanceof Failed<T> failed) {
      throw failed.failure().exception();
    }
    return ((Success<T>) this).value();
  }
}

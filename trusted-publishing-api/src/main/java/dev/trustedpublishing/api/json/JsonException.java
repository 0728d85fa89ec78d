package dev.trustedpublishing.api.json;

import org.jspecify.annotations.Nullable;

/**
 * External JSON does not have the expected form. The message states what and where, and quotes no
 * value. It describes a document, not code, and may occur often, so it has no stack trace.
 * Thread-safe.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what is wrong and where
   */
  public JsonException(String message) {
    this(message, null);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what is wrong and where
   * @param cause the parser's exception; its text must not quote the input
   */
  public JsonException(String message, @Nullable Throwable cause) {
    super(message, cause, true, false);
  }
}

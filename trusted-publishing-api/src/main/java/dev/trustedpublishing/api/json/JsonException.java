package dev.trustedpublishing.api.json;

import org.jspecify.annotations.Nullable;

/**
 * JSON from outside is not what was expected. The message says what and where, and quotes no value.
 * It is about a document and not about code, and who looks what a document holds may meet it often:
 * it has no stack trace. Thread-safe.
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
   * @param cause what the parser said; its text must not quote the input
   */
  public JsonException(String message, @Nullable Throwable cause) {
    super(message, cause, true, false);
  }
}

package dev.trustedpublishing.internal.log;

import org.jspecify.annotations.Nullable;

/**
 * Takes the place of SLF4J's interface of this name and logs nothing, because the relocated HTTP
 * client logs requests with the tokens that they carry. Has exactly the methods that the relocated
 * libraries call; {@code RelocatedLibrariesTest} fails when a new version of them calls another.
 */
public interface Logger {
  default boolean isDebugEnabled() {
    return false;
  }

  default boolean isInfoEnabled() {
    return false;
  }

  default boolean isWarnEnabled() {
    return false;
  }

  default boolean isErrorEnabled() {
    return false;
  }

  default void debug(String message) {}

  default void debug(String format, @Nullable Object argument) {}

  default void debug(String format, @Nullable Object first, @Nullable Object second) {}

  default void debug(String format, @Nullable Object... arguments) {}

  default void debug(String message, Throwable thrown) {}

  default void info(String format, @Nullable Object first, @Nullable Object second) {}

  default void info(String format, @Nullable Object... arguments) {}

  default void warn(String format, @Nullable Object argument) {}

  default void warn(String format, @Nullable Object first, @Nullable Object second) {}

  default void warn(String format, @Nullable Object... arguments) {}

  default void warn(String message, Throwable thrown) {}

  default void error(String format, @Nullable Object... arguments) {}

  default void error(String message, Throwable thrown) {}
}

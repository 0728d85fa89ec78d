package dev.trustedpublishing.cli.shell;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An option or a file is wrong, and nothing was sent. */
public final class UsageError {
  private UsageError() {}

  /** All strings must be printable. */
  public static TrustedPublishingException of(
      ErrorCode code, String what, String found, String expected, String fix) {
    Problem problem = Problem.of(code, what).found(found).expected(expected).remedy(fix);
    return TrustedPublishingException.builder(Stage.PLAN, problem).build();
  }

  /** An option, or what it names, can't be used. */
  public static TrustedPublishingException invalidOption(
      String what, String found, String expected, String fix) {
    return of(ErrorCode.USAGE_INVALID_OPTION, what, found, expected, fix);
  }

  /** A file that an option names can't be written. */
  public static TrustedPublishingException notWritable(
      String content, Path file, String option, IOException cause) {
    return invalidOption(
        content + " can't be written to " + SafeText.shown(file.toString()) + ".",
        reason(cause),
        "a file in an existing, writable folder",
        "Choose another " + option + ", or create its folder first.");
  }

  /** Why a file can't be used: the messages of the JDK are often nothing but the path. */
  public static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    return cause instanceof AccessDeniedException
        ? "permission denied"
        : SafeText.shown(cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }
}

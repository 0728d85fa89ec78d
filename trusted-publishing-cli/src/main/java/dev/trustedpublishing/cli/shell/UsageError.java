package dev.trustedpublishing.cli.shell;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Path;

/** An option or a file is wrong, and nothing was sent. */
public final class UsageError {
  /** The fix for a text that is right, and that Java could not decode or encode. */
  public static final String SET_LOCALE =
      "If it is right, the locale of this job can't spell it: set LC_ALL=C.UTF-8.";

  private UsageError() {}

  /** All strings of the problem must be printable. */
  public static TrustedPublishingException of(Problem problem) {
    return TrustedPublishingException.builder(Stage.PLAN, problem).build();
  }

  /** Starts the description of an option, or of what it names, that can't be used. */
  public static Problem.Description option(String what) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, what);
  }

  /** A file that an option names can't be written. */
  public static TrustedPublishingException notWritable(
      String content, Path file, String option, IOException cause) {
    return of(
        option(content + " can't be written to " + SafeText.shown(file.toString()) + ".")
            .found(SafeText.reason(cause))
            .expected("a file in an existing, writable folder")
            .remedy("Choose another " + option + ", or create its folder first."));
  }
}

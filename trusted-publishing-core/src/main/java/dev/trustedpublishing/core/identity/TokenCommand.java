package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import java.util.List;

/** A command that prints an identity token on the last line of its standard output. */
record TokenCommand(List<String> arguments, ProcessRunner processes) {
  private static final String PLACEHOLDER = "{audience}";

  Secret run(String audience) {
    requirePlain(audience);
    List<String> command =
        arguments.stream().map(argument -> argument.replace(PLACEHOLDER, audience)).toList();
    ProcessOutcome outcome = processes.run(command);
    if (outcome instanceof ProcessOutcome.Exited exited) {
      return token(exited);
    }
    if (outcome instanceof ProcessOutcome.TimedOut timedOut) {
      throw failed("no end after " + timedOut.limit().toSeconds() + " s").retryCanHelp().build();
    }
    if (outcome instanceof ProcessOutcome.TooMuchOutput tooMuch) {
      throw failed("more than " + tooMuch.limit() + " bytes of output").build();
    }
    throw notStarted(((ProcessOutcome.NotStarted) outcome).reason());
  }

  private Secret token(ProcessOutcome.Exited exited) {
    if (exited.status() != 0) {
      throw failedWith(exited);
    }
    return exited
        .output()
        .map(TokenCommand::lastLine)
        .orElseThrow(() -> failed("success, but nothing on standard output").build());
  }

  /** Tools may print notices before the token; the {@link Secret} never ends with blanks. */
  private static Secret lastLine(Secret output) {
    String text = output.reveal().stripTrailing();
    int lineBreak = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    return Secret.of(text.substring(lineBreak + 1).strip());
  }

  /** In an argument such as JSON, a quote in the audience would change its structure. */
  private static void requirePlain(String audience) {
    if (audience.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '\'')) {
      throw Problem.of(
              ErrorCode.IDENTITY_TOOL_FAILED, "The registry's audience can't be used in a command.")
          .found("audience " + SafeText.shown(audience))
          .expected("visible ASCII characters without quotes and backslashes")
          .remedy("Pass the token in a variable or a file.")
          .toException(Stage.OBTAIN);
    }
  }

  /** An exit without a message may be temporary; a message is a final result. */
  private TrustedPublishingException failedWith(ProcessOutcome.Exited exited) {
    if (exited.standardError().isEmpty()) {
      return failed("exit status " + exited.status() + " and no message").retryCanHelp().build();
    }
    return failed("exit status " + exited.status() + ", message: " + exited.standardError())
        .build();
  }

  private TrustedPublishingException notStarted(String reason) {
    return Problem.of(
            ErrorCode.IDENTITY_TOOL_FAILED, "The command " + program() + " could not be started.")
        .found(reason)
        .expected("a program on the PATH of this job")
        .remedy(
            "Run this in the job, where the CI system provides the tool, not in a container"
                + " without it (mount it there, or pass the token in a variable).")
        .toException(Stage.OBTAIN);
  }

  private TrustedPublishingException.Builder failed(String found) {
    return TrustedPublishingException.builder(
        Stage.OBTAIN,
        Problem.of(
                ErrorCode.IDENTITY_TOOL_FAILED,
                "The command " + program() + " returned no identity token.")
            .found(found)
            .expected("the JWT on the last line of standard output, within 30 s")
            .remedy(
                "Run the command manually in the job, with its output hidden, and check what it"
                    + " needs."));
  }

  private String program() {
    return SafeText.shown(arguments.get(0));
  }
}

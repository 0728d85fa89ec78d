package dev.trustedpublishing.cli;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import picocli.CommandLine.ParameterException;

/** Says what went wrong, for people on the standard error, and turns it into an exit code. */
public final class Failures {
  private final Shell shell;
  private final boolean json;

  public Failures(Shell shell, boolean json) {
    this.shell = shell;
    this.json = json;
  }

  /** Explains what a command threw. */
  public int explain(Throwable failure) {
    if (failure instanceof PublishFailedException failed) {
      return explain(failed, failed.exitCode());
    }
    if (failure instanceof TrustedPublishingException refused) {
      return explain(refused, refused.code().category().exitCode());
    }
    printText(bug(failure).text() + "\n  code:   " + ErrorCode.INTERNAL_BUG);
    return end(failure, ErrorCategory.INTERNAL.exitCode());
  }

  /** Explains a command line that makes no sense, and shows one that does. */
  public int explainUsage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    int exitCode =
        explain(
            TrustedPublishingException.builder(
                    Stage.PLAN,
                    Problem.of(
                            ErrorCode.USAGE_INVALID_OPTION,
                            SafeText.of(String.valueOf(e.getMessage()), SafeText.LONGEST_WORDS)
                                .value())
                        .remedy("Run '" + command + " --help' and correct the command line."))
                .build());
    shell.err().println();
    shell.err().print(e.getCommandLine().getUsageMessage());
    shell.err().flush();
    return exitCode;
  }

  /** What is said about an exception that nobody expected. */
  public static Problem bug(Throwable failure) {
    return Problem.of(
            ErrorCode.INTERNAL_BUG, "trusted-publish failed in a way that nobody foresaw.")
        .found(failure.getClass().getName())
        .expected("a result, or an error that explains itself")
        .remedy("Please report this, with the stack trace.");
  }

  private int explain(TrustedPublishingException refused, int exitCode) {
    printText(String.valueOf(refused.getMessage()));
    if (refused instanceof PublishFailedException failed && failed.report().isPartial()) {
      shell.err().println(summary(failed.report()));
    }
    return end(refused, exitCode);
  }

  private int end(Throwable failure, int exitCode) {
    if (exitCode == ErrorCategory.INTERNAL.exitCode()) {
      printTrace(failure);
    }
    if (json) {
      shell.out().println(JsonDocument.failed(failure, exitCode));
    }
    return exitCode;
  }

  private void printText(String text) {
    shell.err().println("error: " + text);
  }

  /** Types and places only: nobody knows what the message of a foreign exception quotes. */
  private void printTrace(Throwable failure) {
    String lead = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      shell.err().println(lead + each.getClass().getName());
      lead = "caused by ";
      for (StackTraceElement frame : each.getStackTrace()) {
        shell.err().println("    at " + frame);
      }
    }
  }

  private static String summary(PublishReport report) {
    return "\nWhat became of each file:\n" + report.text();
  }
}

package dev.trustedpublishing.cli;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.settings.Suggestion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains what went wrong on the standard error, and turns it into an exit code. */
final class Failures {
  private static final String CODE = "\n  Code:     ";

  /** What Java puts in the place of characters that the locale does not have. */
  private static final char UNREADABLE = '\ufffd';

  private final Shell shell;
  private final boolean json;

  Failures(Shell shell, boolean json) {
    this.shell = shell;
    this.json = json;
  }

  /** Explains what a command threw. */
  int explain(Throwable failure) {
    if (failure instanceof TrustedPublishingException refused) {
      return explain(refused);
    }
    printText(bug(failure).text() + CODE + ErrorCode.INTERNAL_BUG);
    return end(failure, ErrorCategory.INTERNAL.exitCode());
  }

  /** Explains a command line that can't be read, and where to get help. */
  int explainUsage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String what =
        e instanceof UnmatchedArgumentException unmatched ? unknown(unmatched) : explained(e);
    return explain(
        TrustedPublishingException.builder(
                Stage.PLAN,
                Problem.of(
                        ErrorCode.USAGE_INVALID_OPTION,
                        SafeText.of(what, SafeText.MAX_MESSAGE_LENGTH).value())
                    .remedy(
                        what.indexOf(UNREADABLE) < 0
                            ? "Run '" + command + " --help' and correct the command line."
                            : UsageError.SET_LOCALE))
            .build());
  }

  /** Names the values of an option that has only a few: picocli shows the constants of the enum. */
  private static String explained(ParameterException e) {
    ArgSpec argument = e.getArgSpec();
    if (argument != null && argument.completionCandidates() != null && e.getValue() != null) {
      String name =
          argument instanceof OptionSpec option
              ? "option '" + option.longestName() + "'"
              : argument.paramLabel();
      return "Invalid value '%s' for %s: must be one of %s"
          .formatted(e.getValue(), name, String.join(", ", argument.completionCandidates()));
    }
    return String.valueOf(e.getMessage());
  }

  private static String unknown(UnmatchedArgumentException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String word = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    boolean option = word.startsWith("-");
    Set<String> known = option ? command.optionsMap().keySet() : command.subcommands().keySet();
    String kind = option ? "option" : known.isEmpty() ? "argument" : "command";
    return "Unknown "
        + kind
        + " '"
        + word
        + "'."
        + Suggestion.of(word, known).map(name -> " Did you mean '" + name + "'?").orElse("");
  }

  /** The report of an unexpected exception. */
  private static Problem bug(Throwable failure) {
    return Problem.of(ErrorCode.INTERNAL_BUG, "trusted-publish failed unexpectedly.")
        .found(failure.getClass().getName())
        .expected("a result, or an error with an explanation")
        .remedy("Report this, with the stack trace.");
  }

  private int explain(TrustedPublishingException refused) {
    if (refused.problems().size() == 1) {
      printText(String.valueOf(refused.getMessage()));
    } else {
      refused.problems().forEach(problem -> printText(problem.text() + CODE + problem.code()));
    }
    if (refused instanceof PublishFailedException failed && failed.report().isPartial()) {
      shell.err().println("\nState of each file:\n" + failed.report().text());
    }
    return end(refused, refused.exitCode());
  }

  private int end(Throwable failure, int exitCode) {
    if (exitCode == ErrorCategory.INTERNAL.exitCode()) {
      printTrace(failure);
    }
    if (json) {
      shell.out().println(document(failure, exitCode));
    }
    return exitCode;
  }

  private void printText(String text) {
    shell.err().println("error: " + text);
  }

  /** Types and positions only: the message of a foreign exception may contain secrets. */
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

  private static JsonDocument document(Throwable reason, int exitCode) {
    JsonDocument document = new JsonDocument("failed", exitCode);
    if (reason instanceof PublishFailedException failed) {
      document =
          new JsonDocument(failed.report().isPartial() ? "partial" : "failed", exitCode)
              .with(failed.report().attributes());
    }
    return document.with(
        "error",
        reason instanceof TrustedPublishingException explained
            ? members(explained)
            : members(bug(reason)));
  }

  private static Map<String, Object> members(TrustedPublishingException explained) {
    Map<String, Object> members = members(explained.problem());
    members.put("stage", explained.stage().toString());
    members.put("retry_can_help", explained.retryCanHelp());
    members.put("attempts", explained.attempts());
    put(members, "origin", explained.origin());
    explained.httpStatus().ifPresent(status -> members.put("http_status", status));
    put(members, "request_id", explained.requestId());
    put(members, "server_words", explained.serverMessage());
    if (!explained.presentedClaims().isEmpty()) {
      members.put("presented_claims", explained.presentedClaims());
    }
    if (explained.problems().size() > 1) {
      members.put("problems", explained.problems().stream().map(Failures::members).toList());
    }
    return members;
  }

  private static Map<String, Object> members(Problem problem) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("code", problem.code().value());
    members.put("what", problem.what());
    put(members, "found", problem.found());
    put(members, "wanted", problem.expected());
    members.put("remedy", problem.remedy());
    return members;
  }

  private static void put(Map<String, Object> members, String name, Optional<?> value) {
    value.ifPresent(present -> members.put(name, present.toString()));
  }
}

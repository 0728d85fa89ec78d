package dev.trustedpublishing.cli.audit;

import static dev.trustedpublishing.audit.format.EventPrinter.count;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.audit.format.AuditLog;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit}: commands for audit logs. */
@Command(
    name = "audit",
    header = "Inspect an audit log.",
    description = {
      "",
      "An audit log has one line of JSON per event, as written by 'publish --audit-log FILE'.",
      ""
    },
    footer = {"  trusted-publish audit check audit.jsonl"})
public final class AuditCommand {
  private static final int BROKEN = 1;

  private final Shell shell;

  public AuditCommand(Shell shell) {
    this.shell = shell;
  }

  /** {@code audit check}: verifies a log and reports the first violation. */
  @Command(
      name = "check",
      header = "Check whether an audit log was changed.",
      description = {
        "",
        "Reads every line: it must be an event, no event of a run may be missing or duplicated, and"
            + " in a log written with --audit-chain, each line must contain the hash of the"
            + " previous line. Prints the first violation. Whoever can write the file can also"
            + " write a new one: compare the hash of the last line with the one in the log of the"
            + " CI job.",
        ""
      },
      footer = {
        "  trusted-publish audit check audit.jsonl",
        "  trusted-publish audit check --last-hash 2c26b46b... audit.jsonl",
        "",
        "Exits with 0 if the log is intact, otherwise with 1."
      })
  int check(
      @Parameters(paramLabel = "FILE", description = "The audit log.") Path file,
      @Option(
              names = "--last-hash",
              paramLabel = "SHA256",
              description =
                  "The expected hash of the last line, as printed by 'publish --audit-chain'.")
          @Nullable String lastHash,
      @Option(names = "--json", description = "Print one JSON document with the result.")
          boolean json) {
    Result result = Result.of(shell.folder().resolve(file), lastHash);
    int exitCode = result.broken.isPresent() ? BROKEN : 0;
    shell
        .out()
        .println(
            json ? result.document(exitCode) : SafeText.shown(file.toString()) + result.text());
    return exitCode;
  }

  /**
   * The result. A separate class, because picocli would otherwise load the types in its methods.
   */
  private record Result(AuditLog log, Optional<AuditLog.Break> broken) {
    private static Result of(Path file, @Nullable String lastHash) {
      AuditLog log = AuditLog.check(file);
      String expected = lastHash == null ? log.lastHash() : lastHash.toLowerCase(Locale.ROOT);
      AuditLog.Break otherEnd =
          new AuditLog.Break(
              log.lines(),
              "The end of the log was changed: lines were modified, removed, or added.",
              "sha256 " + log.lastHash(),
              "sha256 " + SafeText.shown(expected));
      return new Result(
          log,
          expected.equals(log.lastHash())
              ? log.broken()
              : log.broken().or(() -> Optional.of(otherEnd)));
    }

    private String text() {
      if (broken.isPresent()) {
        AuditLog.Break at = broken.get();
        return " is broken at line %s. %s\n  Found:    %s\n  Expected: %s"
            .formatted(at.line(), at.what(), at.found(), at.expected());
      }
      String unfinished =
          log.unfinishedRuns() == 0
              ? ""
              : "\n  no end:    %s: still running, killed, or lines were removed"
                  .formatted(count(log.unfinishedRuns(), "run"));
      return " is intact: %s, %s\n  chain:     %s\n  last line: sha256 %s%s"
          .formatted(
              count(log.lines(), "line"),
              count(log.runs(), "run"),
              chain(),
              log.lastHash(),
              unfinished);
    }

    private String chain() {
      if (log.isChained()) {
        return "every line contains the hash of the previous line";
      }
      return log.chainedLines() == 0
          ? "none, so changed lines can't be detected (write the log with --audit-chain)"
          : "the last "
              + count(log.chainedLines(), "line")
              + " only; earlier lines are not protected";
    }

    private JsonDocument document(int exitCode) {
      JsonDocument document =
          new JsonDocument(broken.isPresent() ? "broken" : "whole", exitCode)
              .with("lines", log.lines())
              .with("runs", log.runs())
              .with("unfinished_runs", log.unfinishedRuns())
              .with("chained_lines", log.chainedLines())
              .with("last_hash", log.lastHash());
      broken.ifPresent(at -> {
        Map<String, Object> where = new LinkedHashMap<>();
        where.put("line", at.line());
        where.put("what", at.what());
        where.put("found", at.found());
        where.put("wanted", at.expected());
        document.with("broken", where);
      });
      return document;
    }
  }
}

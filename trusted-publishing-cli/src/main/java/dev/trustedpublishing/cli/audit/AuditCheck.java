package dev.trustedpublishing.cli.audit;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.audit.format.AuditLog;
import dev.trustedpublishing.cli.progress.Count;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads an audit log for {@code audit check} and tells what it found. */
record AuditCheck(Shell shell, Path file, Optional<String> lastHash) {
  private static final int BROKEN = 1;

  /** Tells what was found, in words; returns the exit code. */
  int forPeople() {
    AuditLog log = read();
    Optional<AuditLog.Break> broken = broken(log);
    tell(log, broken);
    return exitCode(broken);
  }

  /** Tells what was found, as one JSON document; returns the exit code. */
  int forPrograms() {
    AuditLog log = read();
    Optional<AuditLog.Break> broken = broken(log);
    shell.out().println(document(log, broken));
    return exitCode(broken);
  }

  private AuditLog read() {
    return AuditLog.check(shell.folder().resolve(file));
  }

  private Optional<AuditLog.Break> broken(AuditLog log) {
    return log.broken().or(() -> otherEnd(log));
  }

  private static int exitCode(Optional<AuditLog.Break> broken) {
    return broken.isPresent() ? BROKEN : 0;
  }

  private Optional<AuditLog.Break> otherEnd(AuditLog log) {
    String expected = lastHash.map(hash -> hash.toLowerCase(Locale.ROOT)).orElse(log.lastHash());
    return expected.equals(log.lastHash())
        ? Optional.empty()
        : Optional.of(
            new AuditLog.Break(
                log.lines(),
                "The log does not end as it did: lines at its end were changed, taken out or added.",
                "sha256 " + log.lastHash(),
                "sha256 " + SafeText.shown(expected)));
  }

  private void tell(AuditLog log, Optional<AuditLog.Break> broken) {
    String name = SafeText.shown(file.toString());
    if (broken.isPresent()) {
      AuditLog.Break at = broken.get();
      shell.out().println(name + " is broken at line " + at.line() + ". " + at.what());
      shell.out().println("  found:  " + at.found());
      shell.out().println("  wanted: " + at.expected());
    } else {
      shell.out().println(name + " is whole: " + size(log));
      shell.out().println("  chain:     " + chain(log));
      shell.out().println("  last line: sha256 " + log.lastHash());
      if (log.unfinishedRuns() > 0) {
        shell
            .out()
            .println(
                "  no end:    "
                    + Count.of(log.unfinishedRuns(), "run")
                    + ": still going on, killed, or lines were taken off");
      }
    }
  }

  private static String size(AuditLog log) {
    return Count.of(log.lines(), "line") + ", " + Count.of(log.runs(), "run");
  }

  private static String chain(AuditLog log) {
    if (log.isChained()) {
      return "every line carries the hash of the line before";
    }
    return log.chainedLines() == 0
        ? "none, so a line that was changed can't be found (write the log with --audit-chain)"
        : "the last " + Count.of(log.chainedLines(), "line") + " only; those before can be changed";
  }

  private static JsonDocument document(AuditLog log, Optional<AuditLog.Break> broken) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("result", broken.isPresent() ? "broken" : "whole");
    members.put("exit_code", exitCode(broken));
    members.put("lines", log.lines());
    members.put("runs", log.runs());
    members.put("unfinished_runs", log.unfinishedRuns());
    members.put("chained_lines", log.chainedLines());
    members.put("last_hash", log.lastHash());
    broken.ifPresent(at -> {
      Map<String, Object> where = new LinkedHashMap<>();
      where.put("line", at.line());
      where.put("what", at.what());
      where.put("found", at.found());
      where.put("wanted", at.expected());
      members.put("broken", where);
    });
    return new JsonDocument(members);
  }
}

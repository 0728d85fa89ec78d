package dev.trustedpublishing.cli;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.core.AuditLog;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code audit check}: verifies a log and says where it breaks. */
@Command(
    name = "check",
    header = "Find out whether an audit log is what was written.",
    description = {
      "",
      "Reads every line: it must be an event, no event of a run may be missing or there twice, and"
          + " where the log was written with --audit-chain each line must carry the hash of the line"
          + " before. Says where that breaks first. Who can write the file can also write a whole new"
          + " one: compare the hash of the last line with the one in the log of the CI job.",
      ""
    },
    footer = {
      "  trusted-publish audit check audit.jsonl",
      "  trusted-publish audit check --last-hash 2c26b46b... audit.jsonl",
      "",
      "Ends with 0 if the log is whole and with 1 if it is not."
    })
final class AuditCheckCommand implements Callable<Integer> {
  private static final int BROKEN = 1;

  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "The audit log.")
  private Path file = Path.of("");

  @Option(
      names = "--last-hash",
      paramLabel = "SHA256",
      description = "What the last line must have, as 'publish --audit-chain' printed it.")
  private @Nullable String lastHash;

  @Option(names = "--json", description = "Print one JSON document with the result.")
  private boolean json;

  AuditCheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    AuditLog log = AuditLog.check(shell.folder().resolve(file));
    Optional<AuditLog.Break> broken = log.broken().or(() -> otherEnd(log));
    if (json) {
      shell.out().println(document(log, broken));
    } else {
      tell(log, broken);
    }
    return broken.isPresent() ? BROKEN : 0;
  }

  private Optional<AuditLog.Break> otherEnd(AuditLog log) {
    String wanted = lastHash == null ? log.lastHash() : lastHash.toLowerCase(Locale.ROOT);
    return wanted.equals(log.lastHash())
        ? Optional.empty()
        : Optional.of(
            new AuditLog.Break(
                log.lines(),
                "The log does not end as it did: lines at its end were changed, taken out or added.",
                "sha256 " + log.lastHash(),
                "sha256 " + SafeText.shown(wanted)));
  }

  private void tell(AuditLog log, Optional<AuditLog.Break> broken) {
    String name = SafeText.shown(file.toString());
    if (broken.isPresent()) {
      AuditLog.Break at = broken.get();
      shell.out().println(name + " is broken at line " + at.line() + ". " + at.what());
      shell.out().println("  found:  " + at.found());
      shell.out().println("  wanted: " + at.wanted());
    } else {
      shell.out().println(name + " is whole: " + size(log));
      shell.out().println("  chain:     " + chain(log));
      shell.out().println("  last line: sha256 " + log.lastHash());
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
    members.put("exit_code", broken.isPresent() ? BROKEN : 0);
    members.put("lines", log.lines());
    members.put("runs", log.runs());
    members.put("chained_lines", log.chainedLines());
    members.put("last_hash", log.lastHash());
    broken.ifPresent(at -> {
      Map<String, Object> where = new LinkedHashMap<>();
      where.put("line", at.line());
      where.put("what", at.what());
      where.put("found", at.found());
      where.put("wanted", at.wanted());
      members.put("broken", where);
    });
    return new JsonDocument(members);
  }
}

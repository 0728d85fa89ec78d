package dev.trustedpublishing.cli.audit;

import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
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
public final class AuditCheckCommand implements Callable<Integer> {
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

  public AuditCheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    AuditCheck check = new AuditCheck(shell, file, Optional.ofNullable(lastHash));
    return json ? check.forPrograms() : check.forPeople();
  }
}

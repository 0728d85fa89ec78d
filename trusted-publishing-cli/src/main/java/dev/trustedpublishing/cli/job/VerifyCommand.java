package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: reads the options; {@link VerifyRun} does the work. */
@Command(
    name = "verify",
    header = "Find out whether the registration works, without uploading.",
    description = {
      "",
      "Runs in a CI job: obtains an identity token, exchanges it for an API token and revokes that."
          + " A stored credential is never used.",
      ""
    },
    footer = {
      "  trusted-publish verify",
      "  trusted-publish verify --repository testpypi",
      "  trusted-publish verify --repository npm --package @octo/sample",
      "",
      "With PyPI the exchange itself makes a pending publisher create its project."
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private JobOptions job = new JobOptions();

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description = "Append one line of JSON for each thing that happened. Never holds a token.")
  private @Nullable Path auditLog;

  @Option(
      names = "--json",
      description =
          "Print one JSON document with the result on the standard output, and everything for people"
              + " on the standard error.")
  private boolean json;

  public VerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    new VerifyRun(shell, job, Optional.ofNullable(auditLog).map(shell.folder()::resolve), json)
        .run();
    return 0;
  }
}

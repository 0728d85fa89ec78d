package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.cli.shell.Shell;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: reads the options; {@link Demo} does the work. */
@Command(
    name = "demo",
    header = "See the whole thing work, on this machine and in a few seconds.",
    description = {
      "",
      "Starts a sandbox (an identity issuer and registries that really verify), publishes a real wheel"
          + " and a real source distribution to it, or a real npm package, tells what happens at each"
          + " step, and proves the result by asking the registry. Needs no account and no network.",
      ""
    },
    footer = {
      "  trusted-publish demo",
      "  trusted-publish demo --repository npm --audit-log audit.jsonl"
    })
public final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description =
          "Append one line of JSON for each thing that happened. Without: a temporary file that is"
              + " kept.")
  private @Nullable Path auditLog;

  @Option(
      names = "--repository",
      paramLabel = "NAME",
      defaultValue = "pypi",
      description = "One of ${COMPLETION-CANDIDATES}. Without: ${DEFAULT-VALUE}.")
  private DemoChoice repository = DemoChoice.PYPI;

  public DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    new Demo(shell, registry(), Optional.ofNullable(auditLog).map(shell.folder()::resolve)).run();
    return 0;
  }

  private DemoRegistry registry() {
    return switch (repository) {
      case PYPI -> new DemoOfPyPi();
      case NPM -> new DemoOfNpm();
    };
  }
}

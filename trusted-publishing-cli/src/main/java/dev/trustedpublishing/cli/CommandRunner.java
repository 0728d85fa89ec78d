package dev.trustedpublishing.cli;

import dev.trustedpublishing.cli.audit.AuditCheckCommand;
import dev.trustedpublishing.cli.audit.AuditCommand;
import dev.trustedpublishing.cli.demo.DemoCommand;
import dev.trustedpublishing.cli.demo.SandboxCommand;
import dev.trustedpublishing.cli.job.DoctorCommand;
import dev.trustedpublishing.cli.job.SetupCommand;
import dev.trustedpublishing.cli.job.VerifyCommand;
import dev.trustedpublishing.cli.publish.PublishCommand;
import dev.trustedpublishing.cli.shell.Shell;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Reads a command line, runs the command and explains what went wrong. The command classes
 * themselves are light: no HTTP and no JSON is loaded before a command needs it, so that help is
 * quick.
 */
public final class CommandRunner {
  private final Shell shell;

  public CommandRunner(Shell shell) {
    this.shell = shell;
  }

  /**
   * Runs one command.
   *
   * @param args the text of the command line
   * @return the exit code
   */
  public int run(String... args) {
    // Not before it is needed: it loads the library, and a help text needs nothing of that.
    Supplier<Failures> failures = () -> new Failures(shell, List.of(args).contains("--json"));
    CommandLine commands =
        new CommandLine(new TrustedPublish())
            .addSubcommand(new PublishCommand(shell))
            .addSubcommand(new SetupCommand(shell))
            .addSubcommand(new DoctorCommand(shell))
            .addSubcommand(new VerifyCommand(shell))
            .addSubcommand(
                new CommandLine(new AuditCommand()).addSubcommand(new AuditCheckCommand(shell)))
            .addSubcommand(new SandboxCommand(shell))
            .addSubcommand(new DemoCommand(shell))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(shell.out())
            .setErr(shell.err())
            .setExecutionExceptionHandler((e, command, parsed) -> failures.get().explain(e))
            .setParameterExceptionHandler((e, words) -> failures.get().explainUsage(e));
    try {
      return commands.execute(args);
    } catch (Error e) {
      // A broken jar or no memory: nothing else is left to explain it.
      return failures.get().explain(e);
    }
  }
}

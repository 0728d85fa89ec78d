package dev.trustedpublishing.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Reads a command line, runs the command and says what went wrong. The command classes themselves
 * are light: no HTTP and no JSON is loaded before a command needs it, so that help is quick.
 */
final class CommandRunner {
  private final Shell shell;

  CommandRunner(Shell shell) {
    this.shell = shell;
  }

  /**
   * Runs one command.
   *
   * @param args the words of the command line
   * @return the exit code
   */
  int run(String... args) {
    // Not before it is needed: who asks for help loads nothing of the library.
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
      // A broken jar or no memory: nobody else is there to explain it.
      return failures.get().explain(e);
    }
  }
}

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
 * Reads a command line, runs the command and says what went wrong. The command classes themselves
 * are light: no HTTP and no JSON is loaded before a command needs it, so that help is quick.
 */
public final class CommandRunner {
  private static final List<String> NAMES =
      List.of("publish", "setup", "doctor", "verify", "audit", "sandbox", "demo");

  private final Shell shell;

  public CommandRunner(Shell shell) {
    this.shell = shell;
  }

  /**
   * Runs one command.
   *
   * @param args the words of the command line
   * @return the exit code
   */
  public int run(String... args) {
    // Not before it is needed: who asks for help loads nothing of the library.
    Supplier<Failures> failures = () -> new Failures(shell, List.of(args).contains("--json"));
    CommandLine commands =
        commands(args)
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

  /** picocli looks at each member of the classes that it is given: it gets what is called. */
  private CommandLine commands(String... args) {
    CommandLine commands = new CommandLine(new TrustedPublish());
    boolean named = args.length > 0 && NAMES.contains(args[0]);
    (named ? List.of(args[0]) : NAMES).forEach(name -> commands.addSubcommand(command(name)));
    return commands;
  }

  private Object command(String name) {
    return switch (name) {
      case "publish" -> new PublishCommand(shell);
      case "setup" -> new SetupCommand(shell);
      case "doctor" -> new DoctorCommand(shell);
      case "verify" -> new VerifyCommand(shell);
      case "audit" ->
          new CommandLine(new AuditCommand()).addSubcommand(new AuditCheckCommand(shell));
      case "sandbox" -> new SandboxCommand(shell);
      case "demo" -> new DemoCommand(shell);
      default -> throw new IllegalArgumentException(name);
    };
  }
}

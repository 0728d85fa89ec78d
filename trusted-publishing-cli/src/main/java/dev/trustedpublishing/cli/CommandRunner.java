package dev.trustedpublishing.cli;

import dev.trustedpublishing.cli.audit.AuditCommand;
import dev.trustedpublishing.cli.completion.CompletionCommand;
import dev.trustedpublishing.cli.demo.DemoCommand;
import dev.trustedpublishing.cli.demo.SandboxCommand;
import dev.trustedpublishing.cli.job.DoctorCommand;
import dev.trustedpublishing.cli.job.PluginsCommand;
import dev.trustedpublishing.cli.job.SetupCommand;
import dev.trustedpublishing.cli.job.VerifyCommand;
import dev.trustedpublishing.cli.publish.PublishCommand;
import dev.trustedpublishing.cli.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads a command line, runs the command and explains what went wrong. The command classes
 * themselves are light: no HTTP and no JSON is loaded before a command needs it, so that help is
 * quick.
 */
public final class CommandRunner {
  private static final List<String> COMMANDS =
      List.of(
          "publish",
          "setup",
          "doctor",
          "verify",
          "plugins",
          "audit",
          "sandbox",
          "demo",
          "completion");

  private final Shell shell;

  /**
   * Creates a runner.
   *
   * @param shell the process environment of the command
   */
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
    String[] line = withOptions(args);
    // Help and mistakes need all commands; a run does not load the others.
    boolean isKnown = line.length > 0 && COMMANDS.contains(line[0]);
    CommandLine commands = isKnown ? with(List.of(line[0])) : allCommands();
    commands
        .setOut(shell.out())
        .setErr(shell.err())
        .setExecutionExceptionHandler((e, command, parsed) -> failures(args).explain(e))
        .setParameterExceptionHandler((e, words) -> failures(args).explainUsage(e));
    try {
      return isKnown || line.length == 0 || line[0].startsWith("-")
          ? commands.execute(line)
          : failures(line).explainUsage(new UnmatchedArgumentException(commands, List.of(line[0])));
    } catch (Error e) {
      // A broken jar or no memory: no other code can report it.
      return failures(args).explain(e);
    }
  }

  /** {@return the model of the whole command line, for what is made from it} */
  public CommandLine allCommands() {
    return with(COMMANDS);
  }

  private CommandLine with(List<String> names) {
    CommandLine commands = new CommandLine(new TrustedPublish());
    names.forEach(name -> commands.addSubcommand(command(name)));
    return commands.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** {@code help}, {@code help publish} and {@code -v}, as other programs have them. */
  private static String[] withOptions(String... args) {
    List<String> line = new ArrayList<>(List.of(args));
    if (args.length > 0 && args[0].equals("help")) {
      line.remove(0);
      line.add("--help");
    } else if (args.length > 0 && args[0].equals("-v")) {
      line.set(0, "--version");
    }
    return line.toArray(new String[0]);
  }

  private Object command(String name) {
    return switch (name) {
      case "publish" -> new PublishCommand(shell);
      case "setup" -> new SetupCommand(shell);
      case "doctor" -> new DoctorCommand(shell);
      case "verify" -> new VerifyCommand(shell);
      case "plugins" -> new PluginsCommand(shell);
      case "audit" -> new AuditCommand(shell);
      case "sandbox" -> new SandboxCommand(shell);
      case "demo" -> new DemoCommand(shell);
      case "completion" -> new CompletionCommand(shell, this::allCommands);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Failures failures(String... args) {
    return new Failures(shell, List.of(args).contains("--json"));
  }
}

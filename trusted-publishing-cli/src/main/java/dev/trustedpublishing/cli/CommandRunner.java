package dev.trustedpublishing.cli;

import dev.trustedpublishing.cli.audit.AuditCommand;
import dev.trustedpublishing.cli.demo.DemoCommand;
import dev.trustedpublishing.cli.demo.SandboxCommand;
import dev.trustedpublishing.cli.job.DoctorCommand;
import dev.trustedpublishing.cli.job.SetupCommand;
import dev.trustedpublishing.cli.job.VerifyCommand;
import dev.trustedpublishing.cli.publish.PublishCommand;
import dev.trustedpublishing.cli.shell.Shell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Reads a command line, runs the command and explains what went wrong. The command classes
 * themselves are light: no HTTP and no JSON is loaded before a command needs it, so that help is
 * quick.
 */
public final class CommandRunner {
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
    CommandLine commands = new CommandLine(new TrustedPublish());
    Map<String, Function<Shell, Object>> known = known();
    boolean isKnown = args.length > 0 && known.containsKey(args[0]);
    known.forEach((name, command) -> {
      // Help and mistakes need all commands; a run does not load the others.
      if (!isKnown || name.equals(args[0])) {
        commands.addSubcommand(command.apply(shell));
      }
    });
    commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(shell.out())
        .setErr(shell.err())
        .setExecutionExceptionHandler((e, command, parsed) -> failures(args).explain(e))
        .setParameterExceptionHandler((e, words) -> failures(args).explainUsage(e));
    try {
      return commands.execute(args);
    } catch (Error e) {
      // A broken jar or no memory: nothing else is left to explain it.
      return failures(args).explain(e);
    }
  }

  private static Map<String, Function<Shell, Object>> known() {
    Map<String, Function<Shell, Object>> known = new LinkedHashMap<>();
    known.put("publish", shell -> new PublishCommand(shell));
    known.put("setup", shell -> new SetupCommand(shell));
    known.put("doctor", shell -> new DoctorCommand(shell));
    known.put("verify", shell -> new VerifyCommand(shell));
    known.put("audit", shell -> new AuditCommand(shell));
    known.put("sandbox", shell -> new SandboxCommand(shell));
    known.put("demo", shell -> new DemoCommand(shell));
    return known;
  }

  private Failures failures(String... args) {
    return new Failures(shell, List.of(args).contains("--json"));
  }
}

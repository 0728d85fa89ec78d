package dev.trustedpublishing.cli.shell;

import dev.trustedpublishing.cli.CommandRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** Runs command lines as a shell does, in this process, and catches what they print. */
public record TestShell(Path folder, Map<String, String> environment, boolean terminal) {

  /** A shell whose output goes to a file or to the log of a CI job. */
  public TestShell(Path folder, Map<String, String> environment) {
    this(folder, environment, false);
  }

  /** What a command left after. */
  public record Outcome(int exitCode, String out, String err) {
    /** Everything that people or logs get to see. */
    public String all() {
      return out + "\n" + err;
    }
  }

  public Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Shell shell =
        new Shell(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            environment,
            folder,
            () -> terminal);
    int exitCode = new CommandRunner(shell).run(args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}

package dev.trustedpublishing.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** Runs command lines as a shell does, in this process, and catches what they print. */
record TestShell(Path folder, Map<String, String> environment) {

  /** What a command left behind. */
  record Outcome(int exitCode, String out, String err) {
    /** Everything that people or logs get to see. */
    String all() {
      return out + "\n" + err;
    }
  }

  Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Shell shell =
        new Shell(new PrintWriter(out, true), new PrintWriter(err, true), environment, folder);
    int exitCode = new CommandRunner(shell).run(args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}

package dev.trustedpublishing.cli;

import dev.trustedpublishing.cli.shell.Shell;

/** The entry point: {@code java -jar trusted-publish.jar}. Thread-safe. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the text of the command line
   */
  public static void main(String[] args) {
    int exitCode;
    try (Interruption signals = Interruption.ofCurrentThread()) {
      signals.listen();
      exitCode = new CommandRunner(Shell.ofProcess()).run(args);
    }
    System.exit(exitCode);
  }
}

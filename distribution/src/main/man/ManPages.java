import dev.trustedpublishing.cli.CommandRunner;
import dev.trustedpublishing.cli.shell.Shell;
import java.io.File;
import java.io.IOException;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes a manual page in AsciiDoc for each command; the build runs this file as it is. */
class ManPages {
  public static void main(String[] args) throws IOException {
    CommandLine commands = new CommandRunner(Shell.ofProcess()).allCommands();
    int exitCode =
        ManPageGenerator.generateManPage(
            new File(args[0]), null, new boolean[0], true, commands.getCommandSpec());
    System.exit(exitCode);
  }
}

package dev.trustedpublishing.cli.completion;

import dev.trustedpublishing.cli.shell.Shell;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion}: prints a script for a shell. */
@Command(
    name = "completion",
    header = "Print a script that completes the command line in a shell.",
    description = {"", "The command must be on the PATH under the name trusted-publish.", ""},
    parameterListHeading = "Shell:%n",
    footer = {
      "  source <(trusted-publish completion bash)          also for zsh",
      "  trusted-publish completion fish | source"
    })
public final class CompletionCommand implements Callable<Integer> {
  private static final String PROGRAM = "trusted-publish";

  /** The shells, by the names of their programs. */
  enum Dialect {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Shell shell;
  private final Supplier<CommandLine> commands;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  @Nullable Dialect dialect;

  /**
   * Creates the command.
   *
   * @param commands all commands
   */
  public CompletionCommand(Shell shell, Supplier<CommandLine> commands) {
    this.shell = shell;
    this.commands = commands;
  }

  @Override
  public Integer call() {
    CommandLine all = commands.get();
    shell
        .out()
        .print(
            switch (Objects.requireNonNull(dialect, "required by picocli")) {
              // The script of bash is one for zsh, too: it loads bashcompinit there.
              case BASH, ZSH -> AutoComplete.bash(PROGRAM, all);
              case FISH -> new FishScript(PROGRAM).of(all);
            });
    shell.out().flush();
    return 0;
  }
}

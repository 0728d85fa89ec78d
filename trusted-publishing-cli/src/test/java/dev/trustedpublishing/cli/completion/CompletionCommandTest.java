package dev.trustedpublishing.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.cli.shell.TestShell;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts contain; real shells judge them in .ci/distribution. */
class CompletionCommandTest {
  private final TestShell shell = new TestShell(Path.of(""), Map.of());

  @ParameterizedTest
  @CsvSource({"bash", "zsh", "BASH"})
  void bashAndZsh_getTheScriptOfPicocli(String name) {
    TestShell.Outcome outcome = shell.run("completion", name);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("complete -F _complete_trusted-publish")
        .contains("bashcompinit")
        .contains("'--skip-existing'")
        .contains("audit_check");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a command | -n 'not __fish_seen_subcommand_from publish setup doctor verify plugins audit"
            + " sandbox demo completion' -f -a 'publish' -d",
        "a command below another | -n '__fish_seen_subcommand_from audit; and not"
            + " __fish_seen_subcommand_from check' -f -a 'check' -d",
        "a flag | -n '__fish_seen_subcommand_from publish' -l dry-run -d 'Only read, validate,",
        "an option with a file | -n '__fish_seen_subcommand_from publish' -l audit-log -r -F -d",
        "an option with a value | -n '__fish_seen_subcommand_from publish' -l concurrency -x -d",
        "an option with a choice | -l ci -x -a 'github gitlab' -d",
        "an option of a command below another | -n '__fish_seen_subcommand_from audit; and"
            + " __fish_seen_subcommand_from check' -l last-hash -x -d",
        "an argument with a choice | -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh"
            + " fish'",
        "short names | -s h -l help -d",
      })
  void fish_getsALineForEach(String what, String line) {
    TestShell.Outcome outcome = shell.run("completion", "fish");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines())
        .as(what)
        .allMatch(each -> each.startsWith("#") || each.startsWith("complete -c trusted-publish -n"))
        .anyMatch(each -> each.contains(line));
  }

  @Test
  void otherShell_isRejected() {
    TestShell.Outcome outcome = shell.run("completion", "tcsh");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("error: Invalid value 'tcsh' for SHELL: must be one of bash, zsh, fish\n");
  }
}

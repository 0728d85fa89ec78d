package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.cli.shell.TestShell;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  private final TestShell shell = new TestShell(Path.of(""), Map.of());

  @Test
  void theHelpNamesCommandsExitCodesAndExamples() {
    TestShell.Outcome outcome = shell.run("--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("publish ", "sandbox ", "demo ")
        .contains("0   done", "3   no identity", "70   a bug")
        .contains("trusted-publish publish --dry-run", "java -jar trusted-publish.jar");
  }

  @ParameterizedTest
  @CsvSource({
    "publish, --skip-existing, id-token: write",
    "sandbox, --env-file, set -a; . ./sandbox.env; set +a",
    "setup, --force, trusted-publish setup --dry-run",
    "doctor, --online, trusted-publish doctor --expect owner=",
    "verify, --package, trusted-publish verify --repository npm",
    "audit check, --last-hash, trusted-publish audit check",
    "demo, --audit-log, trusted-publish demo"
  })
  void eachCommandHasHelpWithOptionsExamplesAndExitCodes(
      String command, String option, String example) {
    TestShell.Outcome outcome = shell.run((command + " --help").split(" "));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("Usage: trusted-publish " + command)
        .contains(option, example)
        .contains("4   exchange rejected");
  }

  @Test
  void theVersionNamesTheProgramAndTheJava() {
    TestShell.Outcome outcome = shell.run("--version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("trusted-publish ")
        .contains("(Java " + Runtime.version().feature() + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish --frobnicate", "sandbox --port many", "frobnicate", ""})
  void aCommandLineThatMakesNoSenseShowsOneThatDoes(String line) {
    TestShell.Outcome outcome = shell.run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("error: ")
        .contains("to fix:", "--help", "usage.invalid-option", "Usage: trusted-publish");
  }

  @Test
  void anOptionCanNotDriveTheTerminal() {
    TestShell.Outcome outcome = shell.run("publish", "--x\u001b[31m\n::error::y");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.all()).doesNotContain("\u001b", "::error::");
  }
}

package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.cli.shell.TestShell;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelpTest {
  private final TestShell shell = new TestShell(Path.of(""), Map.of());

  @Test
  void help_listsCommandsExitCodesAndExamples() {
    TestShell.Outcome outcome = shell.run("--help");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("publish ", "sandbox ", "demo ")
        .contains("0   done", "3   no identity", "70   internal error")
        .contains("trusted-publish publish --dry-run", "java -jar trusted-publish.jar");
  }

  @ParameterizedTest
  @CsvSource({
    "publish, --skip-existing, id-token: write",
    "sandbox, --env-file, set -a; . ./sandbox.env; set +a",
    "setup, --force, trusted-publish setup --dry-run",
    "doctor, --online, trusted-publish doctor --expect owner=",
    "verify, --package, trusted-publish verify --repository npm",
    "plugins list, --plugins, trusted-publish plugins list",
    "audit check, --last-hash, trusted-publish audit check",
    "demo, --audit-log, trusted-publish demo",
    "completion, SHELL, source <(trusted-publish completion bash)"
  })
  void commandHelp_showsOptionsExamplesAndExitCodes(String command, String option, String example) {
    TestShell.Outcome outcome = shell.run((command + " --help").split(" "));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("Usage: trusted-publish " + command)
        .contains(option, example)
        .contains("4   exchange rejected");
  }

  @ParameterizedTest
  @CsvSource({
    "help, --help",
    "help publish, publish --help",
    "help audit check, audit check --help"
  })
  void help_asACommand_printsTheSame(String line, String option) {
    TestShell.Outcome outcome = shell.run(line.split(" "));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).isEqualTo(shell.run(option.split(" ")).out()).contains("Usage:");
  }

  @ParameterizedTest
  @CsvSource({"--version", "-V", "-v"})
  void version_showsProgramAndJavaVersion(String option) {
    TestShell.Outcome outcome = shell.run(option);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("trusted-publish ")
        .contains("(Java " + Runtime.version().feature() + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publsh               | Unknown command 'publsh'. Did you mean 'publish'?",
        "frobnicate           | Unknown command 'frobnicate'.",
        "publsh --help        | Unknown command 'publsh'. Did you mean 'publish'?",
        "help publsh          | Unknown command 'publsh'. Did you mean 'publish'?",
        "audit chek           | Unknown command 'chek'. Did you mean 'check'?",
        "publish --dryrun     | Unknown option '--dryrun'. Did you mean '--dry-run'?",
        "publish --frobnicate | Unknown option '--frobnicate'.",
        "sandbox extra        | Unknown argument 'extra'.",
        "setup --ci jenkins   | Invalid value 'jenkins' for option '--ci': must be one of github,"
            + " gitlab",
        "setup --repository x | Invalid value 'x' for option '--repository': must be one of pypi,"
            + " testpypi, npm",
        "publish --max-file-size 1T | Invalid value for option '--max-file-size': '1T' is not a"
            + " size in bytes, such as 200M (K, M, G)",
        "sandbox --port many  | Invalid value for option '--port': 'many' is not an int",
        "''                   | Missing required subcommand"
      })
  void usageError_printsErrorSuggestionAndFix(String line, String error) {
    TestShell.Outcome outcome = shell.run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(3).first().isEqualTo("error: " + error);
    assertThat(outcome.err()).contains("Fix:", "--help'", "usage.invalid-option");
  }

  /** What Java makes of a file name that the locale can't spell. */
  @ParameterizedTest
  @CsvSource({
    "publish j\ufffd\ufffdrg\u0000/x.whl",
    "audit check j\ufffd\ufffdrg\u0000.jsonl",
    "publish --audit-log j\ufffd\ufffdrg\u0000.jsonl",
  })
  void pathOutsideTheLocale_namesTheLocale(String line) {
    TestShell.Outcome outcome = shell.run(line.split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("the locale of this job can't spell it", "LC_ALL=C.UTF-8");
  }

  @Test
  void unknownOption_controlCharacters_areRemoved() {
    TestShell.Outcome outcome = shell.run("publish", "--x\u001b[31m\n::error::y");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.all()).doesNotContain("\u001b", "::error::");
  }
}

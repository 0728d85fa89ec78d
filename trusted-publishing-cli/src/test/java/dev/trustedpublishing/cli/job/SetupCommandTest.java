package dev.trustedpublishing.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.TestShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupCommandTest {
  private static final String WORKFLOW = ".github/workflows/release.yml";

  @TempDir private Path folder;
  private TestShell shell;

  @BeforeEach
  void project() throws IOException {
    Files.createDirectory(folder.resolve(".git"));
    Files.writeString(
        folder.resolve(".git/config"),
        "[remote \"origin\"]\n  url = https://me:secret@github.com/octo-org/sample.git\n");
    Files.writeString(folder.resolve("pyproject.toml"), "[project]\nname = \"sample\"\n");
    shell = new TestShell(folder, Map.of());
  }

  @Test
  void setup_writesWorkflowAndShowsDiffAndForm() throws IOException {
    TestShell.Outcome outcome = shell.run("setup", "--cli-version", "1.2.3");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("--- /dev/null\n+++ b/" + WORKFLOW, "+      id-token: write")
        .contains("Owner             octo-org", "Workflow name     release.yml")
        .contains("https://pypi.org/manage/project/sample/settings/publishing/")
        .contains("The first use of a pending publisher creates the project")
        .doesNotContain("secret@");
    assertThat(Files.readString(folder.resolve(WORKFLOW))).contains(":jar:runnable", "1.2.3");

    assertThat(shell.run("setup", "--cli-version", "1.2.3").out())
        .startsWith(WORKFLOW + " is up to date.");
  }

  @Test
  void setup_existingFile_requiresForce() throws IOException {
    Files.createDirectories(folder.resolve(".github/workflows"));
    Files.writeString(folder.resolve(WORKFLOW), "on: push\n");

    TestShell.Outcome refused = shell.run("setup");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).contains("-on: push");
    assertThat(refused.err()).contains(WORKFLOW + " already", "--force");
    assertThat(folder.resolve(WORKFLOW)).hasContent("on: push");

    assertThat(shell.run("setup", "--force").exitCode()).isZero();
    assertThat(Files.readString(folder.resolve(WORKFLOW))).contains("name: Release");
  }

  @Test
  void setup_dryRunJson_writesNothing() throws IOException {
    TestShell.Outcome outcome = shell.run("setup", "--dry-run", "--json", "--environment", "live");

    JsonNode document = new JsonMapper().readTree(outcome.out());
    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(document.path("result").asText()).isEqualTo("planned");
    assertThat(document.path("file").asText()).isEqualTo(WORKFLOW);
    assertThat(document.path("content").asText()).contains("environment: live");
    assertThat(document.at("/form/Environment name").asText()).isEqualTo("live");
    assertThat(folder.resolve(".github")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--repository crates.io, 'pypi, testpypi, npm'",
    "--ci travis, 'github, gitlab'",
    "--environment a:b, 'letters, digits'",
    "--project nowhere, 'no git remote'"
  })
  void setup_invalidOption_fails(String options, String words) {
    String[] line = ("setup " + options).split(" ");
    TestShell.Outcome outcome =
        new TestShell(options.contains("nowhere") ? Path.of("/") : folder, Map.of()).run(line);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(words, "Fix:");
  }
}

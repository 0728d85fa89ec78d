package dev.trustedpublishing.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.TestShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class DemoTest {
  @TempDir private Path folder;

  @Test
  void demo_pypi_completesAndVerifiesResult() throws IOException {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of()).run("demo", "--audit-log", "audit.jsonl");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("built by hatchling")
        .contains("1. Plan", "2. Obtain", "3. Exchange", "4. Publish", "5. Revoke", "6. Proof")
        .contains(" for audience pypi, valid until ")
        .contains("repository           octo-org/sampleproject")
        .contains("commands sent to the runner, which hides the tokens in its log")
        .contains("[ok] the index lists trusted_publishing_sample-1.0.0-py3-none-any.whl with")
        .contains(
            "[ok] the index lists trusted_publishing_sample-1.0.0.tar.gz with the same sha256")
        .contains("[ok] the revoked API token is rejected: an upload with it returns 403")
        .contains("[ok] the audit log has 16 lines of valid JSON")
        .contains("[ok] neither the identity token nor the API token is in the audit log")
        .contains(folder.resolve("audit.jsonl").toString());
    // Neither a JWT, nor an API token, nor a command that holds one.
    assertThat(outcome.out()).doesNotContain("eyJ", "pypi-", "::add-mask::");
    for (String line : Files.readAllLines(folder.resolve("audit.jsonl"))) {
      assertThat(new JsonMapper().readTree(line).isObject()).isTrue();
    }
    assertThat(Files.readString(folder.resolve("audit.jsonl"))).doesNotContain("eyJ", "pypi-");
  }

  @Test
  void demo_npm_completesAndVerifiesResult() throws IOException {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of())
            .run("demo", "--repository", "npm", "--audit-log", "audit.jsonl");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("@trusted-publishing/sample 1.0.0, packed by npm pack")
        .contains("1. Plan", "2. Obtain", "3. Exchange", "4. Publish", "6. Proof")
        .contains("5. Revoke: the registry has no revocation, so the API token is cleared locally")
        .contains(" for audience npm:127.0.0.1")
        .contains("API token for @trusted-publishing/sample, sent to ")
        .containsPattern("trusted-publishing-sample-1.0.0.tgz  .* published in ")
        .contains(": this registry has no revocation; expires at ")
        .contains(
            "[ok] the registry lists @trusted-publishing/sample@1.0.0 with the same integrity")
        .contains("[ok] its tarball is served, byte for byte")
        .contains("valid for this package only: publishing another one returns 404")
        .contains("[ok] the audit log has ")
        .contains("[ok] neither the identity token nor the API token is in the audit log");
    assertThat(outcome.out()).doesNotContain("eyJ", "npm_", "::add-mask::");
    assertThat(Files.readString(folder.resolve("audit.jsonl"))).doesNotContain("eyJ", "npm_");
  }

  @ParameterizedTest
  @CsvSource({
    "gitlab, pypi, project_path, GitLab CI/CD has no command",
    "gitlab, npm, project_path, GitLab CI/CD has no command",
    "circleci, npm, oidc.circleci.com/vcs-origin, CircleCI has no command",
    "google, pypi, publish, Google Cloud has no command"
  })
  @DisabledOnOs(OS.WINDOWS)
  void demo_otherCi_completesAndVerifiesResult(
      String ci, String repository, String claim, String masking) throws IOException {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of())
            .run("demo", "--ci", ci, "--repository", repository, "--audit-log", "audit.jsonl");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(claim)
        .contains(masking)
        .contains("[ok] neither the identity token nor the API token is in the audit log")
        .doesNotContain("eyJ");
    assertThat(Files.readString(folder.resolve("audit.jsonl"))).doesNotContain("eyJ");
  }

  @ParameterizedTest
  @CsvSource({
    "circleci, pypi, pypi does not trust CircleCI., Add --repository npm.",
    "google, npm, npm does not trust Google Cloud., sandbox --ci google",
    "buildkite, npm, npm does not trust Buildkite., sandbox --ci buildkite"
  })
  void demo_ciThatTheRegistryDoesNotTrust_isExplained(
      String ci, String repository, String problem, String fix) {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of()).run("demo", "--ci", ci, "--repository", repository);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(problem, fix);
  }

  @Test
  void demo_unsupportedRegistry_fails() {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of()).run("demo", "--repository", "crates");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--repository", "crates", "pypi, npm");
  }

  @Test
  void demo_unwritableAuditLog_fails() {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of()).run("demo", "--audit-log", "nowhere/audit.jsonl");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("nowhere", "can't be written", "usage.invalid-option");
  }
}

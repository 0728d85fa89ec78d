package dev.trustedpublishing.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.Leaks;
import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PublishCommandTest {
  private static final String WHEEL = "trusted_publishing_sample-1.0.0-py3-none-any.whl";
  private static final String SDIST = "trusted_publishing_sample-1.0.0.tar.gz";

  @TempDir private Path folder;
  private Sandbox sandbox;
  private TestShell shell;

  @BeforeEach
  void build() throws IOException {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    sandbox = Sandbox.builder().start();
    shell = new TestShell(folder, sandbox.environment());
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
  }

  @Test
  void publish_distFiles_printsEachStage() {
    TestShell.Outcome outcome = shell.run("publish");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(sandbox.pypi().files()).hasSize(2);
    assertThat(sandbox.pypi().mintedTokens()).allMatch(MintedToken::burned);
    assertThat(outcome.out())
        .contains("publish   2 files to ")
        .contains("plan      " + WHEEL + "  1,718 bytes  sha256 ")
        .contains("obtain    this job runs on GitHub Actions")
        .contains("obtain    identity token from " + sandbox.issuer().issuer())
        .contains("for audience pypi, valid until ")
        .contains("subject: repo:octo-org/sampleproject:environment:release")
        .contains("exchange  API token for ", " sent to " + sandbox.uri() + " only, valid until ")
        .containsPattern("publish   " + WHEEL + "  1,718 bytes  sha256 .* ms, 1 attempt\\R")
        .contains(
            "revoke    API token for ",
            ": revocation requested (this registry does not confirm it)")
        .contains("done      published 2 of 2 files in ")
        .contains("::notice title=Trusted publishing::published 2 of 2 files at " + sandbox.uri())
        .containsPattern("file +state +bytes +attempts +time +rate\\R")
        .containsPattern(WHEEL + "  published  1,718         1  .* ms  .* [KM]iB/s\\R");
  }

  @Test
  void publish_resumed_showsNoFailureBeforeTheSuccess() {
    shell.run("publish");
    Fault conflict = Fault.answer(400, "text/plain", "400 File already exists.");
    sandbox.pypi().script(Endpoint.UPLOAD, conflict, conflict);

    TestShell.Outcome outcome = shell.run("publish");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(WHEEL + " already exists with the same sha256 ")
        .contains(SDIST + " already exists with the same sha256 ")
        .doesNotContain("failed");
  }

  @Test
  void publish_annotation_comesAfterTheLineOfTheSameEvent() {
    assertThat(shell.run("publish").out()).containsSubsequence("done ", "::notice title=");
  }

  @Test
  void publish_terminal_showsProgressBar() {
    TestShell.Outcome outcome =
        new TestShell(folder, sandbox.environment(), true).run("publish", "--no-annotations");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .containsPattern("\\rupload 100% \\[=+] 2/2 KiB .* 2/2 files")
        .contains("\r\u001b[2Kdone      published 2 of 2 files in ")
        .containsPattern("\\u001b\\[2K\\Rfile +state ")
        .doesNotContain("::notice");
    // The bar is erased before a line is printed, and at the end.
    assertThat(outcome.out().split("\n", -1)).noneMatch(line -> line.endsWith("files"));
  }

  @Test
  void publish_quietOrJson_showsNoProgressBar() {
    TestShell terminal = new TestShell(folder, sandbox.environment(), true);

    assertThat(terminal.run("publish", "--quiet").all()).doesNotContain("\r");
    assertThat(terminal.run("publish", "--json").all()).doesNotContain("\r");
  }

  @Test
  void publish_github_writesAnnotationsAndJobSummary() throws IOException {
    Path summary = folder.resolve("summary.md");
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("GITHUB_STEP_SUMMARY", summary.toString());
    Fault refused = Fault.answer(400, "text/plain", "400 No second file today.");
    sandbox.pypi().script(Endpoint.UPLOAD, Fault.addHeader("X-Nothing", "changed"), refused);

    TestShell.Outcome outcome = new TestShell(folder, environment).run("publish");

    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.out().lines().filter(line -> line.startsWith("::error")))
        .singleElement()
        .asString()
        .startsWith("::error title=publish.rejected::")
        .endsWith(" rejected trusted_publishing_sample-1.0.0.tar.gz.");
    assertThat(outcome.out())
        .contains(
            "::notice title=publish.rejected::published 1 of 2 files at " + sandbox.uri() + "\n");
    assertThat(Files.readString(summary))
        .contains("| file | state | bytes | attempts | time | rate |")
        .containsPattern(
            "\\| trusted\\\\_publishing\\\\_sample-1.0.0-py3-none-any.whl \\| published \\| 1,718 ")
        .containsPattern("\\| rejected \\(publish.rejected\\) \\| 1,217 ");
    new Leaks(sandbox, outcome.out()).assertNoneIn(Files.readString(summary) + outcome.all());
  }

  @Test
  void auditCheck_chainedLog_detectsBreak() throws IOException {
    TestShell.Outcome published =
        shell.run("publish", "--audit-log", "audit.jsonl", "--audit-chain");
    assertThat(published.exitCode()).as(published.err()).isZero();
    String last =
        published.out().replaceAll("(?s).*the last one has the sha256 ([0-9a-f]{64}).*", "$1");

    TestShell.Outcome whole = shell.run("audit", "check", "--last-hash", last, "audit.jsonl");

    assertThat(whole.exitCode()).as(whole.out()).isZero();
    assertThat(whole.out())
        .contains("audit.jsonl is intact: 16 lines, 1 run")
        .contains("every line contains the hash of the previous line")
        .contains("last line: sha256 " + last);

    Path log = folder.resolve("audit.jsonl");
    String text = Files.readString(log);
    Files.writeString(log, text.replace("identity.obtained", "identity.obtaineD"));
    TestShell.Outcome changed = shell.run("audit", "check", "audit.jsonl");
    Files.writeString(log, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));
    TestShell.Outcome shortened = shell.run("audit", "check", "--last-hash", last, "audit.jsonl");
    TestShell.Outcome unknowing = shell.run("audit", "check", "audit.jsonl");

    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.out())
        .contains("audit.jsonl is broken at line 10. The previous line was changed")
        .contains("  Found:    previoushash ", "  Expected: previoushash ");
    assertThat(shortened.exitCode()).isEqualTo(1);
    assertThat(shortened.out())
        .contains(
            "broken at line 15. The end of the log was changed", "  Expected: sha256 " + last);
    assertThat(unknowing.exitCode()).isZero();
    assertThat(unknowing.out())
        .contains("  no end:    1 run: still running, killed, or lines were removed");
  }

  @Test
  void auditCheck_missingLog_fails() {
    TestShell.Outcome outcome = shell.run("audit", "check", "--json", "nowhere.jsonl");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("nowhere.jsonl can't be read.");
  }

  @Test
  void publish_suppliedToken_isReadFromVariableOrFile() throws IOException {
    String variable = sandbox.issuer().token(GitHubJob.sample(), "pypi");
    String file = sandbox.issuer().token(GitHubJob.sample(), "pypi");
    Files.writeString(folder.resolve("token.jwt"), file + "\n");
    TestShell elsewhere = new TestShell(folder, Map.of("JENKINS_TOKEN", variable));
    String repository = sandbox.uploadUrl().toString();

    TestShell.Outcome first =
        elsewhere.run(
            "publish",
            "--repository",
            repository,
            "--identity-token-variable",
            "JENKINS_TOKEN",
            "dist/*.whl");
    TestShell.Outcome second =
        elsewhere.run(
            "publish",
            "--repository",
            repository,
            "--identity-token-file",
            "token.jwt",
            "dist/*.gz");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(sandbox.pypi().files()).hasSize(2);
    assertThat(first.out() + first.err() + second.out() + second.err())
        .doesNotContain(variable)
        .doesNotContain(file);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void publish_identityCommand_isRunWithAudience() throws IOException {
    String token = sandbox.issuer().token(GitHubJob.sample(), "pypi");
    Files.writeString(folder.resolve("token.jwt"), "a notice\n" + token + "\n");
    TestShell elsewhere = new TestShell(folder, Map.of("JENKINS_URL", "https://ci.example"));

    TestShell.Outcome outcome =
        elsewhere.run(
            "publish",
            "--repository",
            sandbox.uploadUrl().toString(),
            "--identity-command",
            "sh -c '[ \"$1\" = pypi ] && cat \"$2\"' sh {audience} "
                + "'"
                + folder.resolve("token.jwt")
                + "'",
            "dist/*.whl");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(sandbox.pypi().files()).hasSize(1);
    assertThat(outcome.out() + outcome.err()).doesNotContain(token).doesNotContain("a notice");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void publish_failingIdentityCommand_showsRedactedMessage() {
    String token = sandbox.issuer().token(GitHubJob.sample(), "pypi");

    TestShell.Outcome outcome =
        shell.run(
            "publish",
            "--identity-command",
            "sh -c 'echo half; echo \"no: $0\" >&2; exit 5' " + token);

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("The command sh returned no identity token.")
        .contains("exit status 5, message: no: [hidden]")
        .doesNotContain("half");
  }

  @Test
  void publish_severalSourcesOfIdentity_isUsageError() {
    TestShell.Outcome outcome =
        shell.run("publish", "--identity-command", "tool", "--identity-token-variable", "X");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Several sources of the identity token are set.");
  }

  @Test
  void publish_skipExisting_reportsExistingFiles() {
    shell.run("publish");

    TestShell.Outcome outcome = shell.run("publish", "--skip-existing");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(WHEEL + " already exists with the same sha256 ");
  }

  @Test
  void dryRun_needsNoNetworkOrIdentity() {
    TestShell.Outcome outcome = new TestShell(folder, Map.of()).run("publish", "--dry-run");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("plan      " + WHEEL + "  1,718 bytes  sha256 ")
        .contains("plan      " + SDIST + "  1,217 bytes  sha256 ")
        .contains("dry run   2 files would be published to pypi; nothing was sent");
    assertThat(sandbox.pypi().requests()).isEmpty();
    assertThat(sandbox.issuer().requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1718", "2k", "1M", "999999999G"})
  void maxFileSize_sufficientLimit_isAccepted(String size) {
    TestShell.Outcome outcome =
        new TestShell(folder, Map.of())
            .run("publish", "--dry-run", "--max-file-size", size, "--repository", "PyPI");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  @Test
  void dryRun_json_printsPlannedFiles() throws IOException {
    TestShell.Outcome outcome = shell.run("publish", "--dry-run", "--json");

    JsonNode document = document(outcome);
    assertThat(document.path("result").asText()).isEqualTo("planned");
    assertThat(document.path("artifacts").findValuesAsText("filename"))
        .containsExactlyInAnyOrder(WHEEL, SDIST);
    assertThat(document.path("artifacts").findValuesAsText("sha256"))
        .allMatch(digest -> digest.matches("[0-9a-f]{64}"));
  }

  @Test
  void publish_json_printsOneDocumentToStdout() throws IOException {
    TestShell.Outcome outcome = shell.run("publish", "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("::add-mask::", "done      published");
    JsonNode document = document(outcome);
    assertThat(document.path("result").asText()).isEqualTo("published");
    assertThat(document.path("exit_code").asInt()).isZero();
    assertThat(document.path("origin").asText()).isEqualTo(sandbox.uri().toString());
    assertThat(document.path("artifacts").findValuesAsText("state"))
        .containsExactly("published", "published");
    assertThat(document.path("revocations").findValuesAsText("result"))
        .containsExactly("requested");
    assertThat(document.path("artifacts"))
        .allMatch(file -> file.path("bytes_per_second").asLong() > 0);
    new Leaks(sandbox, outcome.err()).assertNoneIn(outcome.all());
  }

  @Test
  void publish_quiet_printsOnlyWorkflowCommands() {
    TestShell.Outcome outcome = shell.run("publish", "--quiet");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("::add-mask::"));
  }

  @Test
  void auditLog_containsJsonLinesWithoutSecrets() throws IOException {
    Path log = folder.resolve("audit.jsonl");

    TestShell.Outcome outcome = shell.run("publish", "--audit-log", "audit.jsonl");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    List<String> lines = Files.readAllLines(log);
    for (String line : lines) {
      assertThat(new JsonMapper().readTree(line).path("type").asText())
          .startsWith("dev.trustedpublishing.");
    }
    assertThat(lines).hasSize(16);
    Leaks leaks = new Leaks(sandbox, outcome.out());
    // Request token, identity token, API token, its Basic form; their parts are the scan's
    // business.
    assertThat(leaks.count()).isEqualTo(4);
    leaks.assertNoneIn(Files.readString(log));
    leaks.assertNoneIn(outcome.all());
  }

  @Test
  void partialPublish_reportsStateOfEachFile() throws IOException {
    Fault refused =
        Fault.answer(400, "text/plain", "400 No second file today.")
            .withHeader("X-Request-Id", "7f3a-2");
    sandbox.pypi().script(Endpoint.UPLOAD, Fault.addHeader("X-Nothing", "changed"), refused);

    TestShell.Outcome outcome = shell.run("publish", "--json");

    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(sandbox.pypi().mintedTokens()).allMatch(MintedToken::burned);
    assertThat(outcome.err())
        .contains("State of each file:")
        .containsPattern("\\R" + WHEEL + "  published  ")
        .containsPattern("\\R" + SDIST + " +  rejected \\(publish\\.rejected\\)  ")
        .contains(" (request 7f3a-2), message: ", "No second file today.");
    JsonNode document = document(outcome);
    assertThat(document.path("result").asText()).isEqualTo("partial");
    assertThat(document.path("exit_code").asInt()).isEqualTo(7);
    assertThat(document.path("error").path("http_status").asInt()).isEqualTo(400);
    assertThat(document.path("error").path("request_id").asText()).isEqualTo("7f3a-2");
    assertThat(document.path("artifacts").findValuesAsText("state"))
        .containsExactlyInAnyOrder("published", "rejected");
  }

  @Test
  void publish_keepGoing_uploadsRemainingFiles() {
    Fault refused = Fault.answer(400, "text/plain", "400 Not this one.");
    sandbox.pypi().script(Endpoint.UPLOAD, refused);

    TestShell.Outcome outcome = shell.run("publish", "--keep-going", "--concurrency", "1");

    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(sandbox.pypi().files()).extracting(UploadedFile::filename).containsExactly(SDIST);
    assertThat(outcome.err()).contains("Not this one.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUSTED_PUBLISH_PASSWORD", "TWINE_PASSWORD"})
  void automatic_outsideCi_usesStoredCredentialWithoutRevoking(String variable) throws IOException {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.remove("GITHUB_ACTIONS");
    environment.put(variable, storedToken());

    TestShell.Outcome outcome =
        new TestShell(folder, environment).run("publish", "--trusted-publishing", "automatic");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(sandbox.pypi().files()).hasSize(4);
    assertThat(sandbox.pypi().mintedTokens()).noneMatch(MintedToken::burned);
    assertThat(outcome.out())
        .contains(
            "exchange  none: the stored credential is used, sent to " + sandbox.uri() + " only")
        .doesNotContain("revoke ");
    assertThat(outcome.err())
        .contains("warning: A stored credential was used instead of trusted publishing.")
        .contains("delete the stored credential");
    assertThat(outcome.all()).doesNotContain(environment.get(variable));
  }

  @Test
  void never_requestsNoIdentityToken() throws IOException {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("TRUSTED_PUBLISH_USERNAME", "__token__");
    environment.put("TRUSTED_PUBLISH_PASSWORD", storedToken());
    int before = sandbox.issuer().requests().size();

    TestShell.Outcome outcome =
        new TestShell(folder, environment).run("publish", "--trusted-publishing", "never");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(sandbox.issuer().requests()).hasSize(before);
  }

  @Test
  @FaultRow("X13")
  void automatic_rejectedExchange_doesNotUseStoredCredential() {
    GitHubJob job = GitHubJob.sample().withWorkflow("other.yml");
    Map<String, String> environment = new HashMap<>(sandbox.environment(job));
    environment.put("TWINE_PASSWORD", "stored-password");

    TestShell.Outcome outcome =
        new TestShell(folder, environment).run("publish", "--trusted-publishing", "automatic");

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("exchange.no-publisher", "A stored credential was found and not used");
    assertThat(outcome.all()).doesNotContain("stored-password");
    assertThat(sandbox.pypi().files()).isEmpty();
  }

  /** A token that the registry knows, as if somebody had put it into the environment. */
  private String storedToken() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    SampleDistribution.FLIT.copyTo(Files.createDirectories(elsewhere.resolve("dist")));
    sandbox
        .pypi()
        .script(
            Endpoint.BURN,
            Fault.answer(503, "text/plain", ""),
            Fault.answer(503, "text/plain", ""));
    new TestShell(elsewhere, sandbox.environment()).run("publish", "--quiet");
    return sandbox.pypi().mintedTokens().get(0).value();
  }

  private static JsonNode document(TestShell.Outcome outcome) throws IOException {
    assertThat(outcome.out().lines()).hasSize(1);
    return new JsonMapper().readTree(outcome.out());
  }
}

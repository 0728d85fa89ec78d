package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.Leaks;
import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rejection: its exit code, its error code and the words that explain it, in both forms. */
@Timeout(30)
class RefusalTest {
  @TempDir private Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void build() throws IOException {
    Path dist = Files.createDirectory(folder.resolve("dist"));
    SampleDistribution.HATCHLING.copyTo(dist);
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("copy")));
    Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("notes.txt"), "no package");
    sandbox = Sandbox.builder().start();
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        argumentSet(
            "no CI system",
            new Case("publish --repository pypi")
                .without("GITHUB_ACTIONS")
                .gives(
                    3,
                    "identity.none-detected",
                    "No supported CI environment",
                    "GITHUB_ACTIONS=true")),
        argumentSet(
            "GitHub without permission",
            new Case("publish")
                .without("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
                .gives(3, "identity.permission-missing", "id-token: write", "permissions:")),
        argumentSet(
            "a file that is no package",
            new Case("publish notes.txt")
                .gives(2, "usage.unsupported-file", "notes.txt", ".whl", ".tar.gz")),
        argumentSet(
            "a file that does not exist",
            new Case("publish nowhere.whl")
                .gives(2, "usage.artifact-unreadable", "nowhere.whl", "no such file")),
        argumentSet(
            "two files with one name",
            new Case("publish dist/*.whl copy/*.whl")
                .gives(2, "usage.duplicate-file", "dist/", "copy/")),
        argumentSet(
            "a repository that is nearly known",
            new Case("publish --repository testpipy")
                .gives(2, "usage.unknown-repository", "'testpipy'", "Did you mean 'testpypi'?")),
        argumentSet(
            "a repository over plain http",
            new Case("publish --repository http://example.org/legacy/")
                .gives(2, "usage.invalid-url", "HTTPS only")),
        argumentSet(
            "an identity provider that is unknown",
            new Case("publish --identity-provider travis")
                .gives(2, "usage.invalid-option", "'travis'", "github")),
        argumentSet(
            "nothing to publish",
            new Case("publish empty/*")
                .gives(2, "usage.nothing-to-publish", "nothing to publish", "python -m build")),
        argumentSet(
            "a file in the place of the repository",
            new Case("publish --repository x.whl")
                .gives(
                    2,
                    "usage.invalid-option",
                    "--repository names a file.",
                    "'x.whl'",
                    "--repository pypi x.whl")),
        argumentSet(
            "an npm package for the default repository",
            new Case("publish sample-1.0.0.tgz")
                .gives(2, "usage.unsupported-file", "sample-1.0.0.tgz", "--repository npm")),
        argumentSet(
            "plug-ins in no folder",
            new Case("publish")
                .set("TRUSTED_PUBLISH_PLUGINS", "nowhere")
                .gives(
                    2,
                    "usage.invalid-option",
                    "nowhere can't be read",
                    "no such file or folder",
                    "TRUSTED_PUBLISH_PLUGINS")),
        argumentSet(
            "plug-ins whose path can't be spelled",
            new Case("publish")
                .set("TRUSTED_PUBLISH_PLUGINS", "a\0b")
                .gives(2, "usage.invalid-option", "TRUSTED_PUBLISH_PLUGINS", "LC_ALL=C.UTF-8")),
        argumentSet(
            "a folder without plug-ins",
            new Case("plugins list --plugins .")
                .gives(2, "usage.invalid-option", "no file that ends with .jar", "--plugins")),
        argumentSet(
            "another audience than pinned",
            new Case("publish --audience my-index")
                .gives(
                    4,
                    "exchange.unexpected-audience",
                    "the audience 'pypi'",
                    "'my-index', as pinned by the caller")),
        argumentSet(
            "an audit log in no folder",
            new Case("publish --audit-log nowhere/audit.jsonl")
                .gives(2, "usage.invalid-option", "nowhere", "can't be written")),
        argumentSet(
            "more uploads at a time than are possible",
            new Case("publish --concurrency 65")
                .gives(
                    2,
                    "usage.invalid-option",
                    "--concurrency must be between 1 and 64.",
                    "from 1 to 64")),
        argumentSet(
            "a number of uploads that is none",
            new Case("publish --concurrency many")
                .gives(2, "usage.invalid-option", "--concurrency", "many")),
        argumentSet(
            "an option of npm registries for PyPI",
            new Case("publish --tag next")
                .gives(
                    2,
                    "usage.invalid-option",
                    "--tag is an option for npm registries only.",
                    "--repository npm")),
        argumentSet(
            "several options of npm registries for an index",
            new Case(
                    "publish --repository https://u:hu@sh@h.example/legacy/ --access public --stage")
                .gives(
                    2,
                    "usage.invalid-option",
                    "--access and --stage are options for npm registries only.",
                    "'https://h.example/legacy/'")),
        argumentSet(
            "access that npm does not know",
            new Case("publish --repository npm --access everybody")
                .gives(2, "usage.invalid-option", "public, restricted", "everybody")),
        argumentSet(
            "npm without an address",
            new Case("publish --repository npm")
                .without("TRUSTED_PUBLISH_NPM_REGISTRY", "npm_config_registry")
                .gives(
                    2,
                    "usage.no-registry",
                    "No npm registry is configured",
                    "npm_config_registry=https://")),
        argumentSet(
            "wheels for npm",
            new Case("publish --repository npm")
                .gives(2, "usage.unsupported-file", "a wheel, which is for Python", ".tgz")),
        argumentSet(
            "a file that is larger than allowed",
            new Case("publish --max-file-size 1K")
                .gives(
                    2,
                    "publish.file-too-large",
                    "1718 bytes",
                    "1217 bytes",
                    "at most 1024 bytes, as configured")),
        argumentSet(
            "a size that is none",
            new Case("publish --max-file-size huge")
                .gives(
                    2, "usage.invalid-option", "--max-file-size", "'huge' is not a size", "200M")),
        argumentSet(
            "a size of nothing",
            new Case("publish --max-file-size 0")
                .gives(2, "usage.invalid-option", "'0' is not a size")),
        argumentSet(
            "a limit for a repository without one",
            new Case("publish --max-file-size 1G --repository npm")
                .gives(
                    2,
                    "usage.invalid-option",
                    "no configurable file size limit",
                    "--max-file-size for npm",
                    "Omit --max-file-size")),
        argumentSet(
            "an index for a repository without one",
            new Case("publish --index https://h.example/simple/ --repository npm")
                .gives(
                    2,
                    "usage.invalid-option",
                    "has no index of its own",
                    "--index for npm",
                    "Omit --index")),
        argumentSet(
            "an index for PyPI, which has one",
            new Case("publish --index https://h.example/simple/ --repository pypi")
                .gives(
                    2,
                    "usage.invalid-option",
                    "--index is for other indexes than PyPI and TestPyPI.",
                    "--index for pypi",
                    "Omit --index")),
        argumentSet(
            "an index for TestPyPI by its URL",
            new Case(
                    "publish --index https://h.example/simple/ --repository"
                        + " pypi+https://test.pypi.org/legacy")
                .gives(2, "usage.invalid-option", "--index is for other indexes")),
        argumentSet(
            "an index in the variable, which is not PyPI's",
            new Case("publish --repository pypi")
                .without("GITHUB_ACTIONS")
                .set("TRUSTED_PUBLISH_INDEX", "simple")
                .gives(3, "identity.none-detected", "No supported CI environment")),
        argumentSet(
            "an index over plain http",
            new Case("publish --index http://h.example/simple/")
                .gives(2, "usage.invalid-url", "The URL of the index is invalid.", "HTTPS only")),
        argumentSet(
            "an index in the variable that is no URL",
            new Case("publish")
                .set("TRUSTED_PUBLISH_INDEX", "simple")
                .gives(2, "usage.invalid-url", "TRUSTED_PUBLISH_INDEX")),
        argumentSet(
            "an unknown rule for trusted publishing",
            new Case("publish --trusted-publishing sometimes")
                .gives(2, "usage.invalid-option", "always, automatic, never", "sometimes")),
        argumentSet(
            "a stored credential that must not be used",
            new Case("publish")
                .set("TRUSTED_PUBLISH_PASSWORD", "stored-password")
                .gives(
                    2,
                    "usage.invalid-option",
                    "TRUSTED_PUBLISH_PASSWORD together with --trusted-publishing always",
                    "Delete TRUSTED_PUBLISH_PASSWORD",
                    "--trusted-publishing automatic")),
        argumentSet(
            "twine's stored credential that must not be used",
            new Case("publish --trusted-publishing always")
                .set("TWINE_PASSWORD", "stored-password")
                .gives(2, "usage.invalid-option", "TWINE_PASSWORD together with")),
        argumentSet(
            "never, and nothing stored",
            new Case("publish --trusted-publishing never")
                .gives(
                    2,
                    "usage.invalid-option",
                    "neither TRUSTED_PUBLISH_PASSWORD nor TWINE_PASSWORD",
                    "Set TRUSTED_PUBLISH_PASSWORD")),
        argumentSet(
            "a stored credential with a line break",
            new Case("publish --trusted-publishing never")
                .set("TWINE_PASSWORD", "stored-password\n")
                .gives(2, "usage.invalid-option", "trailing line break")),
        argumentSet(
            "an option that does not exist",
            new Case("publish --frobnicate")
                .gives(
                    2,
                    "usage.invalid-option",
                    "'--frobnicate'",
                    "trusted-publish publish --help")));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void rejection_printsExitCodeAndExplanation(Case refusal) {
    TestShell.Outcome outcome = run(refusal);

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(refusal.exitCode);
    assertThat(outcome.err())
        .startsWith("error: ")
        .contains(refusal.words)
        .contains("Fix:", "Code:     " + refusal.code);
    assertThat(outcome.all()).doesNotContain("stored-password");
    assertThat(sandbox.pypi().files()).isEmpty();
    assertThat(sandbox.pypi().mintedTokens()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void rejection_json_printsFailureDocument(Case refusal) throws IOException {
    TestShell.Outcome outcome = run(refusal.with("--json"));

    assertThat(outcome.exitCode()).isEqualTo(refusal.exitCode);
    assertThat(outcome.out().lines()).hasSize(1);
    JsonNode document = new JsonMapper().readTree(outcome.out());
    assertThat(document.path("result").asText()).isEqualTo("failed");
    assertThat(document.path("exit_code").asInt()).isEqualTo(refusal.exitCode);
    assertThat(document.path("error").path("code").asText()).isEqualTo(refusal.code);
    assertThat(document.path("error").path("remedy").asText()).isNotEmpty();
  }

  @Test
  void severalProblems_eachHasPrefixAndCode() {
    TestShell.Outcome outcome = run(new Case("publish --max-file-size 1K"));

    assertThat(outcome.err().lines().filter(line -> line.startsWith("error: "))).hasSize(2);
    assertThat(
            outcome.err().lines().filter(line -> line.equals("  Code:     publish.file-too-large")))
        .hasSize(2);
  }

  @Test
  void rejectedFile_dryRun_isUsage() {
    TestShell.Outcome outcome = run(new Case("publish --dry-run --max-file-size 1K"));

    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void auditLogThatIsAbsent_namesNoClass() {
    TestShell.Outcome outcome = run(new Case("audit check /nope"));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("/nope", "Found:    no such file")
        .doesNotContain("Exception");
  }

  @Test
  void unreachableRegistry_isTemporaryFailure() throws IOException {
    int nobody;
    try (ServerSocket closedSoon = new ServerSocket(0)) {
      nobody = closedSoon.getLocalPort();
    }
    String url = "http://127.0.0.1:" + nobody + "/legacy/";

    TestShell.Outcome outcome =
        new TestShell(folder, sandbox.environment()).run("publish", "--repository", url);

    assertThat(outcome.exitCode()).isEqualTo(6);
    assertThat(outcome.err())
        .contains("http://127.0.0.1:" + nobody, "Attempts: 4", "Code:     temporary.connect");
    assertThat(outcome.out()).contains("attempt 1 failed", ", next one in ");
  }

  @Test
  void registrationMismatch_showsClaimsAndField() {
    GitHubJob job = GitHubJob.sample().withWorkflow("other.yml");

    TestShell.Outcome outcome = new TestShell(folder, sandbox.environment(job)).run("publish");

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("exchange.no-publisher")
        .contains("Claims in the identity token:", "repository = octo-org/sampleproject")
        .contains("other.yml")
        .containsIgnoringCase("workflow");
    assertThat(sandbox.pypi().mintedTokens()).isEmpty();
    new Leaks(sandbox, outcome.out()).assertNoneIn(outcome.all());
  }

  @Test
  void registryError_isQuotedWithoutControlCharacters() {
    sandbox
        .pypi()
        .script(Endpoint.UPLOAD, Fault.answer(400, "text/plain", "No.\u001b[31m\n::error::x"));

    TestShell.Outcome outcome = new TestShell(folder, sandbox.environment()).run("publish");

    assertThat(outcome.exitCode()).isEqualTo(5);
    assertThat(outcome.err()).contains("HTTP 400", "No.").doesNotContain("\u001b", "::error::");
    assertThat(sandbox.pypi().mintedTokens()).hasSize(1).allMatch(token -> token.burned());
  }

  private TestShell.Outcome run(Case refusal) {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    refusal.missing.forEach(environment::remove);
    environment.putAll(refusal.added);
    return new TestShell(folder, environment).run(refusal.line.split(" "));
  }

  /** A command line, what its environment lacks and has in addition, and what it must give. */
  private record Case(
      String line,
      List<String> missing,
      Map<String, String> added,
      int exitCode,
      String code,
      String... words) {
    private Case(String line) {
      this(line, List.of(), Map.of(), 0, "");
    }

    private Case without(String... variables) {
      return new Case(line, List.of(variables), added, exitCode, code, words);
    }

    private Case set(String variable, String value) {
      return new Case(line, missing, Map.of(variable, value), exitCode, code, words);
    }

    private Case with(String option) {
      return new Case(line + " " + option, missing, added, exitCode, code, words);
    }

    private Case gives(int exit, String errorCode, String... text) {
      return new Case(line, missing, added, exit, errorCode, text);
    }
  }
}

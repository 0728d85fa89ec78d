package dev.trustedpublishing.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.Leaks;
import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.sigstore.SigstoreFault;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify} against a registry that verifies everything. */
@Timeout(30)
class VerifyCommandTest {
  @TempDir private Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().withSigstore().start();
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
  }

  @Test
  void verify_workingRegistration_exchangesAndRevokes() throws IOException {
    TestShell.Outcome outcome = verify(sandbox.environment(), "--audit-log", "audit.jsonl");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("verify    the registration at ", "obtain ", "exchange ", "revocation requested")
        .contains("done      verified in ", " works: 1 exchange, nothing uploaded.")
        .doesNotContain("0 files");
    assertThat(sandbox.pypi().mintedTokens()).hasSize(1).allMatch(MintedToken::burned);
    assertThat(sandbox.pypi().files()).isEmpty();
    assertThat(Files.readString(folder.resolve("audit.jsonl"))).contains("verified");
    new Leaks(sandbox, outcome.out()).assertNoneIn(outcome.all());
  }

  @Test
  void verify_attest_obtainsCertificateAndSignsNothing() throws IOException {
    Files.writeString(folder.resolve("sigstore.json"), sandbox.sigstore().clientTrustConfig());

    TestShell.Outcome outcome =
        verify(sandbox.environment(), "--attest", "--sigstore", "sigstore.json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern(
            "Certificate for attestations: issued by sigstore, verified, valid until \\d{4}-[^ ]+;"
                + " nothing was signed.");
    assertThat(sandbox.sigstore().certificates()).hasSize(1);
    assertThat(sandbox.sigstore().entries()).isEmpty();
    new Leaks(sandbox, outcome.out()).assertNoneIn(outcome.all());
  }

  @Test
  void verify_attestWithUnusableService_failsAfterTheExchange() throws IOException {
    Files.writeString(folder.resolve("sigstore.json"), sandbox.sigstore().clientTrustConfig());
    sandbox.sigstore().falsify(SigstoreFault.CERTIFICATE_OF_ANOTHER_WORKFLOW);

    TestShell.Outcome outcome =
        verify(sandbox.environment(), "--attest", "--sigstore", "sigstore.json");

    assertThat(outcome.exitCode()).isEqualTo(5);
    assertThat(outcome.err()).contains("Code:     publish.signing-untrusted");
    assertThat(outcome.out()).contains("exchange ", "revocation requested");
  }

  @Test
  void verify_withoutAttest_obtainsNoCertificate() throws IOException {
    Files.writeString(folder.resolve("sigstore.json"), sandbox.sigstore().clientTrustConfig());

    TestShell.Outcome outcome = verify(sandbox.environment(), "--sigstore", "sigstore.json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).doesNotContain("Certificate");
    assertThat(sandbox.sigstore().certificates()).isEmpty();
  }

  @Test
  void verify_npm_exchangesForEachPackage() throws IOException {
    TestShell.Outcome outcome =
        verify(
            sandbox.environment(),
            "--repository",
            "npm",
            "--package",
            "@acme/hello",
            "--package",
            "left-pad");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(" works: 2 exchanges, nothing uploaded.");
    assertThat(sandbox.npm().mintedTokens()).hasSize(2);
    assertThat(sandbox.npm().published()).isEmpty();
    new Leaks(sandbox, outcome.out()).assertNoneIn(outcome.all());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no package | --identity-provider=github | no package was named",
        "a bad name | --package=.hidden | Invalid npm package name."
      })
  void verify_npmWithoutValidPackage_fails(String name, String option, String text)
      throws IOException {
    TestShell.Outcome outcome = verify(sandbox.environment(), "--repository=npm", option);

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Code:     usage.invalid-option", text);
    assertThat(sandbox.npm().mintedTokens()).isEmpty();
  }

  @Test
  void verify_pendingPublisher_warnsBeforeExchange() throws IOException {
    sandbox.close();
    sandbox =
        Sandbox.builder()
            .publishers(
                List.of(
                    PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml")
                        .pendingFor("brand-new")))
            .start();

    TestShell.Outcome outcome = verify(sandbox.environment());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .startsWith(
            "warning: If a pending publisher matches this job, the exchange creates its project")
        .contains("Code:     exchange.side-effect");
  }

  @Test
  void verify_json_printsOneDocument() throws IOException {
    TestShell.Outcome outcome = verify(sandbox.environment(), "--json");

    JsonNode document = new JsonMapper().readTree(outcome.out());
    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(document.path("result").asText()).isEqualTo("verified");
    assertThat(document.path("exit_code").asInt()).isZero();
    assertThat(document.at("/exchanges/0/provider").asText()).isEqualTo("github");
    assertThat(document.at("/exchanges/0/revocation/result").asText()).isEqualTo("requested");
    assertThat(document.at("/warnings/0/code").asText()).isEqualTo("exchange.side-effect");
    new Leaks(sandbox, outcome.err()).assertNoneIn(outcome.all());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no CI system, GITHUB_ACTIONS, 3, identity.none-detected",
    "no permission, ACTIONS_ID_TOKEN_REQUEST_URL, 3, identity.permission-missing"
  })
  void verify_noIdentity_failsWithItsExitCode(
      String name, String missing, int exitCode, String code) throws IOException {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.remove(missing);
    environment.put("TWINE_PASSWORD", "stored-password");

    TestShell.Outcome outcome = verify(environment);

    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.err()).contains("Code:     " + code);
    assertThat(outcome.all()).doesNotContain("stored-password");
    assertThat(sandbox.pypi().mintedTokens()).isEmpty();
  }

  @Test
  void verify_registrationMismatch_showsFieldsToCorrect() throws IOException {
    TestShell.Outcome outcome =
        verify(sandbox.environment(GitHubJob.sample().withWorkflow("other.yml")));

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .contains("exchange.no-publisher", "workflow name = other.yml")
        .contains("Register or correct the publisher at the settings of the project at ");
  }

  @Test
  void verify_missingAudienceEndpoint_isUnsupported() throws IOException {
    sandbox.pypi().script(Endpoint.AUDIENCE, Fault.answer(404, "text/plain", "not here"));

    TestShell.Outcome outcome = verify(sandbox.environment());

    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err()).contains("exchange.unsupported");
  }

  private TestShell.Outcome verify(Map<String, String> environment, String... options) {
    String[] line = new String[options.length + 1];
    line[0] = "verify";
    System.arraycopy(options, 0, line, 1, options.length);
    return new TestShell(folder, environment).run(line);
  }
}

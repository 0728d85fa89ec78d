package dev.trustedpublishing.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.Leaks;
import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.IssuerEndpoint;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code verify} and {@code doctor --online} report about the signature of a token. */
@Timeout(60)
class SignatureReportTest {
  private static final String REPORT = "Signature of the identity token: ";

  @TempDir private Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
  }

  @Test
  void verifyAndDoctor_tokenOfIssuer_reportValid() throws IOException {
    String valid = REPORT + "valid, by a key published by " + issuer();

    assertThat(run("verify").out()).contains(" works: 1 exchange", valid);
    assertThat(run("doctor", "--online").out()).contains(valid, "Findings: none");
    JsonNode verified = new JsonMapper().readTree(run("verify", "--json").out());
    assertThat(verified.at("/exchanges/0/signature/verdict").asText()).isEqualTo("valid");
    assertThat(verified.at("/exchanges/0/signature/issuer").asText()).isEqualTo(issuer());
  }

  @Test
  void verify_tokenSignedWithAddedKey_reportsValid() throws IOException {
    sandbox.issuer().rotateKeys();

    assertThat(run("verify").out()).contains(REPORT + "valid");
  }

  @Test
  void verifyAndDoctor_forgedToken_reportInvalid() throws IOException {
    OidcIssuer forger = new OidcIssuer(sandbox.issuer().issuer(), Clock.systemUTC());

    assertInvalid(forger.token(GitHubJob.sample(), "pypi"));
  }

  @Test
  void verifyAndDoctor_removedKey_reportInvalid() throws IOException {
    String token = sandbox.issuer().token(GitHubJob.sample(), "pypi");
    sandbox.issuer().rotateKeys();
    sandbox.issuer().dropRetiredKeys();

    assertInvalid(token);
  }

  @ParameterizedTest
  @EnumSource(
      value = IssuerEndpoint.class,
      names = {"DISCOVERY", "JWKS"})
  void verifyAndDoctor_keysUnavailable_reportNotCheckedAndPass(IssuerEndpoint endpoint)
      throws IOException {
    String unchecked =
        REPORT
            + "could not be checked: The issuer of the identity token (not the registry) did not"
            + " respond";

    sandbox.issuer().script(endpoint, unavailable());
    TestShell.Outcome verified = run("verify");
    sandbox.issuer().script(endpoint, unavailable());
    TestShell.Outcome diagnosed = run("doctor", "--online");
    sandbox.issuer().script(endpoint, unavailable());
    JsonNode document = new JsonMapper().readTree(run("doctor", "--online", "--json").out());

    assertThat(verified.exitCode()).as(verified.all()).isZero();
    assertThat(verified.out()).contains(" works: 1 exchange", unchecked);
    assertThat(diagnosed.exitCode()).as(diagnosed.all()).isZero();
    assertThat(diagnosed.out()).contains(unchecked, "Findings: none");
    assertThat(document.at("/signature/verdict").asText()).isEqualTo("not-checked");
    assertThat(document.at("/signature/reason").asText()).contains("did not respond");
  }

  /** The registry rejects such a token too; the warning explains why. */
  private void assertInvalid(String token) throws IOException {
    issue(token);
    TestShell.Outcome verified = run("verify");
    issue(token);
    TestShell.Outcome diagnosed = run("doctor", "--online");

    assertThat(verified.exitCode()).isEqualTo(4);
    assertThat(verified.err())
        .contains("warning: The identity token is not signed by the issuer that it names.")
        .contains("a signature that matches none of the issuer's keys", "Do not use this token.");
    assertThat(diagnosed.exitCode()).isEqualTo(3);
    assertThat(diagnosed.out())
        .contains(REPORT + "invalid: no key published by " + issuer() + " matches")
        .contains("error: The identity token is not signed by the issuer that it names.")
        .contains("a signature that matches none of the issuer's keys")
        .contains("a signature of " + issuer(), "Code:     identity.bad-signature");
    new Leaks(sandbox, verified.out()).assertNoneIn(verified.all() + diagnosed.all());
  }

  private void issue(String token) {
    sandbox
        .issuer()
        .script(
            IssuerEndpoint.TOKEN,
            Fault.answer(200, "application/json", "{\"value\":\"" + token + "\"}"));
  }

  private String issuer() {
    return sandbox.issuer().issuer().toString();
  }

  private TestShell.Outcome run(String... line) {
    return new TestShell(folder, sandbox.environment()).run(line);
  }

  private static Fault unavailable() {
    return Fault.answer(503, "text/plain", "down");
  }
}

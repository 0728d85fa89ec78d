package dev.trustedpublishing.provider.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.IssuerEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The obtain rows of the fault matrix for GitHub Actions, from the publisher to the registry. */
class GitHubActionsTest {
  private static final String URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
  private static final String TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  @TempDir Path folder;
  private Job job;

  @BeforeEach
  void startJob() throws IOException {
    job = new Job(folder);
  }

  @AfterEach
  void endJob() throws IOException {
    job.close();
  }

  @Test
  void jobWithPermission_publishes() {
    PublishReport report = job.publish();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings()).isEmpty();
    assertThat(job.trail)
        .extracting(entry -> entry.event().type())
        .contains("provider.detected", "identity.obtained", "token.exchanged", "token.revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "1", "false", "TRUE"})
  @FaultRow("E02")
  void inexactGithubActionsValue_isNotDetected(String value) {
    PublishFailedException e = job.with("GITHUB_ACTIONS", value).failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(e).hasMessageContaining("github (looked for GITHUB_ACTIONS=true)");
    assertThat(job.tokenRequests()).isEmpty();
  }

  @Test
  @FaultRow("O02")
  void missingPermission_showsPermissionLines() {
    PublishFailedException e = job.without(URL, TOKEN).failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_PERMISSION_MISSING);
    assertThat(e)
        .hasMessageContaining("This GitHub Actions job may not request an identity token.")
        .hasMessageContaining("neither " + URL + " nor " + TOKEN + " is set");
    assertThat(e.remedy()).contains("permissions:\n  id-token: write\n  contents: read");
  }

  @Test
  @FaultRow("O02")
  void pullRequestFromFork_suggestsReleaseTrigger() {
    PublishFailedException e =
        job.without(URL, TOKEN).with("GITHUB_EVENT_NAME", "pull_request").failure();

    assertThat(e.remedy())
        .contains("never has this permission")
        .contains("on:\n  release:\n    types: [published]")
        .contains("id-token: write");
  }

  @ParameterizedTest
  @CsvSource({URL + ", is not set", TOKEN + ", is not set"})
  @FaultRow("O03")
  void oneMissingVariable_isNamed(String missing, String state) {
    PublishFailedException e = job.without(missing).failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_PERMISSION_MISSING);
    assertThat(e)
        .hasMessageContaining("The environment of this GitHub Actions job is incomplete.")
        .hasMessageContaining(missing + " " + state + ", although its counterpart is")
        .hasMessageContaining("docker run --env " + URL + " --env " + TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\r\n"})
  @FaultRow({"E01", "O03"})
  void blankVariable_isReportedEmpty(String blank) {
    assertThat(job.with(TOKEN, blank).failure())
        .hasMessageContaining(TOKEN + " is empty, although its counterpart is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://pipelines.actions.githubusercontent.com/x?a=b | HTTPS only",
        "https://user:hunter2@pipelines.actions.githubusercontent.com/x | user name or password",
        "https://pipelines.actions.githubusercontent.com/x#part | fragment",
        "not a URL | It is not a URL.",
        "'\"https://pipelines.actions.githubusercontent.com/\"' | quotes around it",
        "/relative | must start with https://",
        "https:/one-slash/ | no host",
        "https://evil.example/x?a=b | The host evil.example is not a known host of the CI system.",
        "https://actions.githubusercontent.com.evil.example/ | evil.example is not a known host",
        "https://evilghe.com/ | evilghe.com is not a known host"
      })
  @FaultRow("O04")
  void invalidEndpoint_receivesNoRequest(String url, String found) {
    PublishFailedException e = job.with(URL, url).failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_BAD_ENDPOINT);
    assertThat(e)
        .hasMessageContaining("is invalid; nothing was sent to it.")
        .hasMessageContaining(found);
    assertThat(e.getMessage()).doesNotContain("hunter2");
    assertThat(job.tokenRequests()).isEmpty();
  }

  @Test
  @FaultRow("O04")
  void endpointWithLineBreak_isRejected() {
    assertThat(job.with(URL, "https://a.ghe.com/\r\nHost: evil.example").failure())
        .hasMessageContaining("It is not a URL.");
  }

  @Test
  @FaultRow("O04")
  void unknownHost_showsHowToTrustIt() {
    assertThat(job.with(URL, "https://ci.example/token").failure().remedy())
        .contains("with(GitHubActions.trusting(\"ci.example\"))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "with\"quote and space", "line\r\nbreak", "nul\0", "ümlaut"})
  @FaultRow("E03")
  void invalidRequestToken_isNotSent(String token) {
    PublishFailedException e = job.with(TOKEN, token).failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_BAD_ENDPOINT);
    assertThat(e)
        .hasMessageContaining(TOKEN + " contains spaces, line breaks, or non-ASCII characters");
    assertThat(e.getMessage()).doesNotContain(token);
    assertThat(job.tokenRequests()).isEmpty();
  }

  @Test
  @FaultRow("E03")
  void oversizedRequestToken_isNotSent() {
    assertThat(job.with(TOKEN, "x".repeat(1 << 20)).failure())
        .hasMessageContaining(TOKEN + " has 1048576 characters.");
    assertThat(job.tokenRequests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  @FaultRow("O05")
  void tokenRequestRejection_isFinalAndQuoted(int status) {
    script(Fault.answer(status, "application/json", "{\"message\":\"token is dead\"}"));

    PublishFailedException e = job.failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_REFUSED);
    assertThat(e)
        .hasMessageContaining("the request token expired or the job has ended.")
        .hasMessageContaining("token is dead");
    assertThat(job.tokenRequests()).hasSize(1);
  }

  @Test
  @FaultRow("O05")
  void redirect_isShownWithoutItsSecrets() {
    script(
        Fault.answer(302, "text/plain", "")
            .withHeader("Location", "https://u:hunter2@hunter2@proxy.example/login?hunter2"));

    assertThat(job.failure())
        .hasMessageContaining("Found:    a redirect to https://proxy.example/login")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  @FaultRow("O05")
  void pendingOrDelayedJob_isRetried() {
    script(
        Fault.answer(403, "text/plain", "The job is Pending").withHeader("Retry-After", "0"),
        Fault.answer(403, "text/plain", "Delayed").withHeader("Retry-After", "0"));

    assertThat(job.publish().isComplete()).isTrue();
    assertThat(job.tokenRequests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  @FaultRow("O06")
  void transientEndpointError_isRetried(int status) {
    script(Fault.answer(status, "text/plain", "busy").withHeader("Retry-After", "0"));

    assertThat(job.publish().isComplete()).isTrue();
    assertThat(job.tokenRequests()).hasSize(2);
  }

  @Test
  @FaultRow("O06")
  void persistentEndpointError_isAttributedToCiSystem() {
    for (int i = 0; i < 5; i++) {
      script(Fault.answer(503, "text/plain", "down").withHeader("Retry-After", "0"));
    }

    PublishFailedException e = job.failure();

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_IDENTITY_ENDPOINT);
    assertThat(e.attempts()).isEqualTo(5);
    assertThat(e)
        .hasMessageContaining("The CI system's token endpoint (not the registry) does not work")
        .hasMessageContaining("HTTP 503 from " + job.sandbox.uri());
    assertThat(e.exitCode()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "<html>captive portal</html> | not a JSON object",
        "{\"count\":1} | 'value' is missing or empty",
        "{\"value\":null} | 'value' is missing or empty",
        "{\"value\":\"\"} | 'value' is missing or empty",
        "{\"value\":1} | 'value' is not a string",
        "{\"value\":\"a.b.c\",\"value\":\"d.e.f\"} | a name occurs twice"
      })
  @FaultRow("O07")
  void malformedResponse_isRejected(String body, String found) {
    script(Fault.answer(200, "application/json", body));

    PublishFailedException e = job.failureWithoutRetry();

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(e)
        .hasMessageContaining("The CI system's token endpoint returned a malformed response.")
        .hasMessageContaining(found);
  }

  @Test
  @FaultRow("O07")
  void malformedResponse_isRetried() {
    script(Fault.answer(200, "text/html", "<html></html>"));

    assertThat(job.publish().isComplete()).isTrue();
    assertThat(job.tokenRequests()).hasSize(2);
  }

  @Test
  @FaultRow("O06")
  void brokenConnection_isAttributedToCiSystem() {
    // Twice: the first may meet a used connection, and a read is repeated then (T11).
    script(Fault.dropConnection(), Fault.dropConnection());

    PublishFailedException e = job.failureWithoutRetry();

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_IDENTITY_ENDPOINT);
    assertThat(e)
        .hasMessageContaining(
            "The CI system's token endpoint (not the registry) could not be reached.")
        .hasMessageContaining("Expected: a response from " + job.sandbox.uri());
  }

  @Test
  @FaultRow("O08")
  void wrongAudience_isRejectedLocallyWithBothValues() {
    PublishFailedException e = job.claiming("aud", "npm").failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_AUDIENCE);
    assertThat(e).hasMessageContaining("Found:    audience npm\n  Expected: audience pypi");
    assertThat(e.presentedClaims()).containsEntry("repository", "octo-org/sampleproject");
    assertThat(e.presentedClaims()).doesNotContainKeys("actor", "actor_id");
  }

  @Test
  @FaultRow("O08")
  void expiredToken_isRejectedLocally() {
    assertThat(job.claiming("exp", 1_000_000_000).failure().code())
        .isEqualTo(ErrorCode.IDENTITY_EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://token.actions.githubusercontent.com/",
        "https://token.actions.githubusercontent.com/a/b",
        "https://token.actions.githubusercontent.com.evil.example",
        "http://token.actions.githubusercontent.com",
        "https://user@token.actions.githubusercontent.com",
        "no url"
      })
  @FaultRow({"J07", "O08"})
  void tokenFromAnotherIssuer_isRejected(String issuer) {
    PublishFailedException e = job.claiming("iss", issuer).failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_ISSUER);
    assertThat(e)
        .hasMessageContaining("The identity token was not issued by GitHub Actions.")
        .hasMessageContaining("Found:    issuer " + issuer)
        .hasMessageContaining("Expected: issuer https://token.actions.githubusercontent.com");
  }

  @Test
  @FaultRow("J08")
  void subjectClaim_withIdsAndCommands_isAcceptedAndSanitized() {
    job.claiming("sub", "repo:octo-org@65/sampleproject@700000001:ref:x\u001b[31m::set-output::y");

    assertThat(job.publish().isComplete()).isTrue();
    assertThat(job.trail.toString())
        .contains("repo:octo-org@65/sampleproject@700000001:ref:x [31m: :set-output: :y")
        .doesNotContain("\u001b")
        .doesNotContain("octocat");
  }

  @Test
  @FaultRow("O12")
  void identityAndApiTokens_areMasked() {
    assertThat(job.publish().isComplete()).isTrue();

    String apiToken = job.sandbox.pypi().mintedTokens().get(0).value();
    String basic =
        Base64.getEncoder()
            .encodeToString(("__token__:" + apiToken).getBytes(StandardCharsets.UTF_8));
    assertThat(job.commands).hasSize(3);
    assertThat(job.commands.get(0)).startsWith("::add-mask::eyJ");
    assertThat(job.commands.subList(1, 3))
        .containsExactly("::add-mask::" + apiToken, "::add-mask::" + basic);
    String identity = job.commands.get(0).substring("::add-mask::".length());
    assertThat(job.trail.toString()).doesNotContain(identity).doesNotContain(apiToken);
  }

  @Test
  @FaultRow("O12")
  void suppliedToken_isMasked() {
    String token = job.sandbox.issuer().token(GitHubJob.sample(), "pypi");
    job.with("MY_TOKEN", token);

    job.publish(settings -> settings.identityToken(TokenSource.variable("MY_TOKEN")));

    assertThat(job.commands).contains("::add-mask::" + token).hasSize(3);
    assertThat(job.tokenRequests()).isEmpty();
  }

  @Test
  void verifyIdentityTokens_validSignature_publishes() {
    PublishReport report = job.publish(settings -> settings.verifyIdentityTokens());

    assertThat(report.isComplete()).isTrue();
    assertThat(job.sandbox.issuer().requests())
        .extracting(request -> request.path())
        .contains("/.well-known/openid-configuration", "/.well-known/jwks");
  }

  @Test
  void verifyIdentityTokens_foreignSignature_isRejected() {
    String foreign =
        job.sandbox.gitlabIssuer().sign(job.sandbox.issuer().claims(GitHubJob.sample(), "pypi"));

    PublishFailedException e = verified(job.answering(foreign));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_BAD_SIGNATURE);
    assertThat(e)
        .hasMessageContaining("The identity token is not signed by the issuer that it names.")
        .hasMessageContaining("Expected: a signature of " + job.sandbox.issuer().issuer());
  }

  @Test
  void verifyIdentityTokens_keysAtAnotherOrigin_areNotFetched() {
    String issuer = job.sandbox.issuer().issuer().toString();
    job.sandbox
        .issuer()
        .script(
            IssuerEndpoint.DISCOVERY,
            Fault.answer(
                200,
                "application/json",
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"https://evil.example/jwks\"}"));

    assertThat(verified(job))
        .hasMessageContaining("keys at https://evil.example, which is another origin");
  }

  @Test
  void preflight_pullRequestTarget_isRejectedLocally() {
    PublishFailedException e = job.claiming("event_name", "pull_request_target").failure();

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_WOULD_BE_REFUSED);
    assertThat(e)
        .hasMessageContaining("PyPI rejects jobs started by 'pull_request_target'")
        .hasMessageContaining("types: [published]");
    assertThat(e.exitCode()).isEqualTo(4);
  }

  @Test
  void preflight_reusableWorkflowOfAnotherRepository_isRejected() {
    assertThat(
            job.claiming("job_workflow_ref", "other/shared/.github/workflows/p.yml@refs/heads/main")
                .failure())
        .hasMessageContaining("PyPI rejects reusable workflows of another repository")
        .hasMessageContaining("Found:    a job of other/shared/.github/workflows/p.yml");
  }

  @Test
  void preflight_reusableWorkflow_warnsAboutComparedFile() {
    job.claiming(
        "workflow_ref", "octo-org/sampleproject/.github/workflows/start.yml@refs/tags/v1.2.3");

    PublishReport report = job.publish();

    assertThat(report.warnings())
        .singleElement()
        .extracting(Problem::text)
        .asString()
        .contains("PyPI compares the file of the called workflow")
        .contains("Found:    called release.yml by start.yml");
  }

  @Test
  void preflight_missingEnvironment_warns() {
    job.claiming("environment", "");

    assertThat(job.publish().warnings())
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("The job has no deployment environment");
  }

  private PublishFailedException verified(Job verifying) {
    PublishFailedException e =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            PublishFailedException.class,
            () -> verifying.publish(settings -> settings.verifyIdentityTokens()));
    assertThat(job.sandbox.pypi().mintedTokens()).isEqualTo(List.of());
    return e;
  }

  private void script(Fault... faults) {
    job.sandbox.issuer().script(IssuerEndpoint.TOKEN, faults);
  }
}

package dev.trustedpublishing.provider.buildkite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.BuildkiteJob;
import dev.trustedpublishing.testkit.ci.EmbeddedBuildkite;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.LoopbackTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buildkite: by its agent, and by the API that the agent uses. */
@DisabledOnOs(OS.WINDOWS)
class BuildkiteTest {
  private static final String TOKEN = "BUILDKITE_AGENT_ACCESS_TOKEN";
  private static final String ENDPOINT = "BUILDKITE_AGENT_ENDPOINT";
  private static final ProcessOutcome MISSING =
      new ProcessOutcome.NotStarted("No such file or directory");

  @TempDir Path folder;
  private Sandbox sandbox;
  private Map<String, String> environment;

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox = Sandbox.builder().ciJob(BuildkiteJob.sample()).start();
    environment = new LinkedHashMap<>(sandbox.environment());
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Test
  void registryThatDoesNotTrustBuildkite_rejectsTheTokenWithAnExplanation() {
    PublishFailedException e = failure();

    assertThat(e.exitCode()).isEqualTo(4);
    assertThat(e.presentedClaims())
        .containsEntry("iss", ci().issuer().issuer().toString())
        .containsEntry("organization_slug", "octo-org");
    assertThat(ci().requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "1", "TRUE"})
  @FaultRow("E02")
  void inexactValue_isNotDetected(String value) {
    environment.put("BUILDKITE", value);

    assertThat(failure()).hasMessageContaining("buildkite (looked for BUILDKITE=true)");
  }

  @Test
  void containerWithoutAgent_usesTheApi() {
    environment.put("PATH", folder.toString());

    assertThat(failure().exitCode()).isEqualTo(4);
    assertThat(ci().requests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.path())
              .isEqualTo("/jobs/" + BuildkiteJob.sample().id() + "/oidc/tokens");
          assertThat(request.headers().get("authorization"))
              .containsExactly("Token " + environment.get(TOKEN));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {TOKEN, "BUILDKITE_JOB_ID"})
  @FaultRow("O11")
  void neitherAgentNorApi_showsPluginLines(String missing) {
    environment.put("PATH", folder.toString());
    environment.remove(missing);

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_TOOL_FAILED);
    assertThat(e)
        .hasMessageContaining("buildkite-agent was not found")
        .hasMessageContaining(TOKEN + " or BUILDKITE_JOB_ID is not set");
    assertThat(e.remedy())
        .contains("mount-buildkite-agent: true")
        .contains("propagate-environment: true");
    assertThat(ci().requests()).isEmpty();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    ENDPOINT + ", http://agent.buildkite.com/v3, is at http://agent.buildkite.com",
    ENDPOINT + ", https://evil.example/v3, is at https://evil.example",
    ENDPOINT + ", https://agent.buildkite.com.evil.example, is at https://agent.buildkite.com.evil",
    ENDPOINT + ", https://user:hunter2@agent.buildkite.com/, is not a URL",
    ENDPOINT + ", not a URL, is not a URL",
    "BUILDKITE_JOB_ID, ../../builds, is not the id of a job",
    TOKEN + ", 'two words and a b', contains spaces",
  })
  @FaultRow({"O04", "E03"})
  void changedVariable_isRejectedBeforeAnythingIsSent(String name, String value, String found) {
    environment.put(name, value);

    TrustedPublishingException e = failure(MISSING, unused());

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_BAD_ENDPOINT);
    assertThat(e).hasMessageContaining(name + " " + found);
    assertThat(e.getMessage()).doesNotContain("hunter2").doesNotContain("two words");
  }

  @Test
  void endpointOfBuildkite_isUsed() {
    environment.remove(ENDPOINT);
    HttpTransport transport =
        request -> {
          assertThat(request.url())
              .hasToString(
                  "https://agent.buildkite.com/v3/jobs/"
                      + BuildkiteJob.sample().id()
                      + "/oidc/tokens");
          return answer(request, 401, "{\"message\":\"Invalid access token\"}");
        };

    TrustedPublishingException e = failure(MISSING, transport);

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_REFUSED);
    assertThat(e.serverMessage().orElseThrow()).contains("Invalid access token");
    assertThat(e.retryCanHelp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  @FaultRow("O06")
  void busyApi_isRetryable(int status) {
    TrustedPublishingException e = failure(MISSING, request -> answer(request, status, "busy"));

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_IDENTITY_ENDPOINT);
    assertThat(e.retryCanHelp()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html></html>", "{}", "{\"token\":7}", "{\"token\":\"\"}"})
  @FaultRow("O07")
  void malformedResponse_isRejected(String body) {
    TrustedPublishingException e = failure(MISSING, request -> answer(request, 200, body));

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(e).hasMessageContaining("Buildkite's API returned a malformed response.");
  }

  @Test
  @FaultRow("O11")
  void failingAgent_isExplained() {
    TrustedPublishingException message =
        failure(new ProcessOutcome.Exited(1, Optional.empty(), "job has finished"), unused());
    assertThat(message)
        .hasMessageContaining("buildkite-agent returned no identity token.")
        .hasMessageContaining("exit status 1, message: job has finished");
    assertThat(message.retryCanHelp()).isFalse();

    assertThat(failure(new ProcessOutcome.Exited(2, Optional.empty(), ""), unused()))
        .hasMessageContaining("exit status 2 and no message")
        .extracting(TrustedPublishingException::retryCanHelp)
        .isEqualTo(true);
    assertThat(failure(new ProcessOutcome.Exited(0, Optional.empty(), ""), unused()))
        .hasMessageContaining("success, but nothing on standard output");
    assertThat(failure(new ProcessOutcome.TimedOut(Duration.ofSeconds(30)), unused()))
        .hasMessageContaining("no end after 30 s");
    assertThat(failure(new ProcessOutcome.TooMuchOutput(65_536), unused()))
        .hasMessageContaining("more output than a token has");
  }

  @Test
  void apiToken_isForTheRequestedAudience() {
    IdentityToken token =
        new Buildkite()
            .obtain(
                IdentityRequest.forAudience("a\"b c"), context(MISSING, new LoopbackTransport()));

    assertThat(token.claims().audience()).containsExactly("a\"b c");
    assertThat(token.supply()).isEqualTo(IdentityToken.Supply.ON_REQUEST);
  }

  private EmbeddedBuildkite ci() {
    return (EmbeddedBuildkite) sandbox.ci().orElseThrow();
  }

  private static HttpTransport unused() {
    return request -> {
      throw new AssertionError("a request to " + request.origin());
    };
  }

  private static HttpResponse answer(HttpRequest request, int status, String body) {
    return HttpResponse.of(request, status, "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private TestContext context(ProcessOutcome outcome, HttpTransport transport) {
    return TestContext.of(CiJob.of(environment).withTools(command -> outcome).withHttp(transport));
  }

  private TrustedPublishingException failure(ProcessOutcome outcome, HttpTransport transport) {
    return catchThrowableOfType(
        TrustedPublishingException.class,
        () ->
            new Buildkite()
                .obtain(
                    IdentityRequest.forAudience("registry.example"), context(outcome, transport)));
  }

  private PublishFailedException failure() {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .environment(environment)
            .repository(sandbox.uploadUrl().toString())
            .build()) {
      List<Path> files = SampleDistribution.values()[0].copyTo(folder);
      return catchThrowableOfType(PublishFailedException.class, () -> publisher.publish(files));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

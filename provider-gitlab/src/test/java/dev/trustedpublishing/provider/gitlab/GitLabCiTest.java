package dev.trustedpublishing.provider.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GitLab CI/CD from the publisher to a registry that verifies. */
class GitLabCiTest {
  private static final GitLabJob JOB = GitLabJob.sample();
  private static final String LINES =
      "In .gitlab-ci.yml, in the job that publishes:\n"
          + "id_tokens:\n"
          + "  PYPI_ID_TOKEN:\n"
          + "    aud: \"pypi\"";

  @TempDir Path folder;
  private Sandbox sandbox;
  private final List<AuditEntry> trail = new ArrayList<>();

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox =
        Sandbox.builder()
            .publishers(
                List.of(
                    PublisherRegistration.gitlab(
                        JOB.namespace(), JOB.project(), JOB.pipelineFile())))
            .start();
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Test
  void declaredToken_publishes() {
    PublishReport report = publish(declaring("PYPI_ID_TOKEN", "pypi"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings()).isEmpty();
    assertThat(trail.toString())
        .contains("octo-group/tools/sampleproject")
        .doesNotContain("octocat");
  }

  @Test
  @FaultRow("E02")
  void inexactGitlabCiValue_isNotDetected() {
    PublishFailedException e = failure(with(declaring("PYPI_ID_TOKEN", "pypi"), "GITLAB_CI", "1"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(e)
        .hasMessageContaining("gitlab (looked for GITLAB_CI=true)")
        .hasMessageContaining("PYPI_ID_TOKEN is set; to use it, pass it");
  }

  @Test
  @FaultRow("O09")
  void undeclaredToken_showsDeclarationLines() {
    PublishFailedException e = failure(declaring("NPM_ID_TOKEN", "npm:registry.example"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NOT_DECLARED);
    assertThat(e)
        .hasMessageContaining(
            "GitLab CI/CD was detected, but no identity token for the audience \"pypi\".")
        .hasMessageContaining(
            "none of PYPI_ID_TOKEN is set; identity tokens of this job: NPM_ID_TOKEN (audience"
                + " npm:registry.example)");
    assertThat(e.remedy()).isEqualTo(LINES);
    assertThat(e.exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  @FaultRow({"E01", "O09"})
  void emptyVariable_countsAsUndeclared(String empty) {
    Map<String, String> environment = with(declaring("OTHER", "x"), "PYPI_ID_TOKEN", empty);

    assertThat(failure(environment).code()).isEqualTo(ErrorCode.IDENTITY_NOT_DECLARED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "$PYPI_ID_TOKEN | it starts with '$', a variable that was not expanded",
        "/builds/token.jwt | it looks like the path of a file",
        "{\"token\":\"a\"} | it looks like JSON around a token",
        "\"a.b.c\" | quotes around it",
        "aaaa bbbb | spaces or line breaks",
        "opaque-token | 1 parts between dots"
      })
  @FaultRow("O09")
  void invalidTokenValue_isDescribedButNotQuoted(String value, String found) {
    PublishFailedException e =
        failure(with(declaring("NPM_ID_TOKEN", "npm"), "PYPI_ID_TOKEN", value));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MALFORMED);
    assertThat(e)
        .hasMessageContaining("PYPI_ID_TOKEN does not contain a readable identity token.")
        .hasMessageContaining(found);
    assertThat(e.remedy()).startsWith(LINES);
    assertThat(e.getMessage()).doesNotContain("token.jwt", "opaque-token", "aaaa");
  }

  @Test
  @FaultRow("O08")
  void wrongAudienceInFirstVariable_namesOtherTokens() {
    Map<String, String> environment =
        sandbox
            .gitlabIssuer()
            .environment(JOB, Map.of("PYPI_ID_TOKEN", "npm", "OTHER_ID_TOKEN", "pypi"));

    PublishFailedException e = failure(environment);

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_AUDIENCE);
    assertThat(e)
        .hasMessageContaining("The identity token in PYPI_ID_TOKEN has the wrong audience.")
        .hasMessageContaining(
            "audience npm; identity tokens of this job: OTHER_ID_TOKEN (audience pypi),"
                + " PYPI_ID_TOKEN (audience npm)")
        .hasMessageContaining("Expected: audience \"pypi\"");
    assertThat(e.remedy()).isEqualTo(LINES);
    assertThat(e.presentedClaims())
        .containsEntry("project_path", "octo-group/tools/sampleproject")
        .doesNotContainKeys("user_email", "user_login", "user_id", "user_access_level");
  }

  @Test
  @FaultRow("O08")
  void expiredToken_explainsTokenLifetime() {
    Map<String, Object> claims = sandbox.gitlabIssuer().claims(JOB, "pypi");
    claims.put("exp", 1_700_000_000);

    PublishFailedException e =
        failure(with(declaring("X", "x"), "PYPI_ID_TOKEN", sandbox.gitlabIssuer().sign(claims)));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_EXPIRED);
    assertThat(e)
        .hasMessageContaining(
            "The identity token in PYPI_ID_TOKEN has expired or is about to expire.")
        .hasMessageContaining("valid until 2023-11-14T22:13:20Z");
    assertThat(e.remedy()).contains("when the job starts").contains("publish:\n  timeout: 1h");
  }

  @Test
  @FaultRow("O08")
  void notYetValidToken_isRejectedLocally() {
    Map<String, Object> claims = sandbox.gitlabIssuer().claims(JOB, "pypi");
    claims.put("nbf", 4_000_000_000L);

    assertThat(
            failure(with(declaring("X", "x"), "PYPI_ID_TOKEN", sandbox.gitlabIssuer().sign(claims)))
                .code())
        .isEqualTo(ErrorCode.IDENTITY_NOT_YET_VALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://gitlab.example", "https://gitlab.com/"})
  @FaultRow({"J07", "O08"})
  void tokenFromAnotherInstance_isRejected(String instance) {
    PublishFailedException e =
        failure(with(declaring("PYPI_ID_TOKEN", "pypi"), "CI_SERVER_URL", instance));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_ISSUER);
    assertThat(e)
        .hasMessageContaining("was not issued by this GitLab instance.")
        .hasMessageContaining("Found:    issuer " + sandbox.gitlabIssuer().issuer())
        .hasMessageContaining("Expected: issuer " + instance + " (CI_SERVER_URL)");
  }

  @Test
  void configuredVariable_takesPrecedence() {
    Map<String, String> environment =
        sandbox
            .gitlabIssuer()
            .environment(JOB, Map.of("PYPI_ID_TOKEN", "npm", "RELEASE_TOKEN", "pypi"));

    PublishReport report =
        publish(environment, settings -> settings.with(GitLabCi.withVariable("RELEASE_TOKEN")));

    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void lostExchangeResponse_isNotRetriedAndExplainsSpentToken() {
    sandbox.pypi().script(Endpoint.MINT, Fault.dropAnswer());

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class, () -> publish(declaring("PYPI_ID_TOKEN", "pypi")));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_IDENTITY_SPENT);
    assertThat(e)
        .hasMessageContaining("The exchange may have happened, but no response was received.")
        .hasMessageContaining("an identity token that the CI system issues only once")
        .hasMessageContaining("Restart the job: a new job has a new identity token.");
    assertThat(sandbox.pypi().requests())
        .filteredOn(request -> request.path().contains("mint-token"))
        .hasSize(1);
  }

  private Map<String, String> declaring(String variable, String audience) {
    return sandbox.gitlabIssuer().environment(JOB, Map.of(variable, audience));
  }

  private static Map<String, String> with(
      Map<String, String> environment, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    changed.put(name, value);
    return changed;
  }

  private PublishReport publish(Map<String, String> environment) {
    return publish(environment, UnaryOperator.identity());
  }

  private PublishReport publish(
      Map<String, String> environment, UnaryOperator<TrustedPublisherBuilder> settings) {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .environment(environment)
            .repository(sandbox.uploadUrl().toString())
            .onEvent(trail::add);
    try (TrustedPublisher publisher = settings.apply(builder).build()) {
      return publisher.publish(SampleDistribution.values()[0].copyTo(folder));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A failure in which no identity token reached the registry. */
  private PublishFailedException failure(Map<String, String> environment) {
    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> publish(environment));
    assertThat(sandbox.pypi().requests())
        .noneMatch(request -> request.path().contains("mint-token"));
    return e;
  }
}

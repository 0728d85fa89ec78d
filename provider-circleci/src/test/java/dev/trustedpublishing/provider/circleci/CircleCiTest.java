package dev.trustedpublishing.provider.circleci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.context.JdkProcessRunner;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.CircleCiJob;
import dev.trustedpublishing.testkit.ci.EmbeddedCircleCi;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.ValueSource;

/** CircleCI from the command on the {@code PATH} to a registry that verifies. */
@DisabledOnOs(OS.WINDOWS)
class CircleCiTest {
  private static final IdentityRequest NPM =
      IdentityRequest.forAudience("npm:registry.example")
          .withIssuer(IdentityRequest.Issuer.ORGANIZATION);

  @TempDir Path folder;
  private Sandbox sandbox;
  private Map<String, String> environment;
  private final List<AuditEntry> trail = new ArrayList<>();

  @BeforeEach
  void startSandbox() throws IOException {
    start(CircleCiJob.sample());
  }

  private void start(CircleCiJob job) throws IOException {
    sandbox = Sandbox.builder().ciJob(job).start();
    environment = new LinkedHashMap<>(sandbox.environment());
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Test
  void npm_receivesTokenOfTheOrganizationsIssuer() {
    PublishReport report = publish();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings()).isEmpty();
    assertThat(trail.toString())
        .contains("CircleCI", ci().organizationIssuer().issuer().toString())
        .contains("github.com/octo-org/sampleproject");
  }

  @Test
  void otherRegistries_receiveTokenOfTheRootIssuer() {
    IdentityToken token = obtain(IdentityRequest.forAudience("registry.example"), real());

    assertThat(token.claims().issuer()).contains(ci().issuer().issuer().toString());
    assertThat(token.supply()).isEqualTo(IdentityToken.Supply.ON_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a'b\\", "a b;c", "$(id)", "{\"x\":1}"})
  void audienceWithSpecialCharacters_isPassedAsItIs(String audience) {
    assertThat(obtain(request(audience), real()).claims())
        .satisfies(claims -> assertThat(claims.audience()).containsExactly(audience));
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "1", "TRUE", "yes"})
  @FaultRow("E02")
  void inexactValue_isNotDetected(String value) {
    environment.put("CIRCLECI", value);

    assertThat(failure())
        .hasMessageContaining("No supported CI environment detected.")
        .hasMessageContaining("circleci (looked for CIRCLECI=true)");
  }

  @Test
  @FaultRow("O11")
  void missingCommand_showsHowToPassTheTokenToAContainer() {
    environment.put("PATH", folder.toString());

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_TOOL_FAILED);
    assertThat(e.exitCode()).isEqualTo(3);
    assertThat(e).hasMessageContaining("The circleci command could not be started.");
    assertThat(e.remedy())
        .contains("steps:\n  - run: circleci run oidc get --claims '{\"aud\":\"npm:127.0.0.1\"}'")
        .endsWith(" > identity-token");
  }

  @Test
  @FaultRow("O11")
  void failingCommand_showsItsMessageButNoToken() throws IOException {
    String token = ci().issuer().token(Map.of(), "x", Duration.ofMinutes(5));
    command("echo half-a-token; echo 'not in a job: " + token + "' >&2; exit 3");

    PublishFailedException e = failure();

    assertThat(e)
        .hasMessageContaining("CircleCI issued no identity token to this job.")
        .hasMessageContaining("exit status 3, message: not in a job: [hidden]")
        .hasMessageContaining("not with 'circleci local execute'");
    assertThat(e.getMessage()).doesNotContain("half-a-token").doesNotContain("eyJ");
    assertThat(e.attempts()).isEqualTo(1);
  }

  @Test
  void forkedBuild_showsTagFilter() throws IOException {
    command("echo 'OIDC tokens are not available' >&2; exit 1");
    environment.put("CIRCLE_PR_USERNAME", "somebody");

    assertThat(failure().remedy())
        .contains("This job builds a pull request of a fork")
        .contains("workflows:\n  release:\n    jobs:\n      - publish:\n          filters:")
        .endsWith("only: /^v.*/");
  }

  @Test
  void commandWithoutOutput_isExplained() throws IOException {
    command("exit 0");

    assertThat(failure()).hasMessageContaining("Found:    exit status 0, but no output");
  }

  @Test
  @FaultRow("O11")
  void silentFailureAndTimeout_areRetryable() {
    assertThat(failure(NPM, new ProcessOutcome.Exited(1, Optional.empty(), "")).retryCanHelp())
        .isTrue();
    TrustedPublishingException timeout =
        failure(NPM, new ProcessOutcome.TimedOut(Duration.ofSeconds(30)));
    assertThat(timeout.retryCanHelp()).isTrue();
    assertThat(timeout).hasMessageContaining("the command did not end within 30 s");
    assertThat(failure(NPM, new ProcessOutcome.TooMuchOutput(65_536)))
        .hasMessageContaining("output that is too long for a token");
  }

  @Test
  @FaultRow("J07")
  void oldAgentThatIgnoresTheOption_isExplained() {
    String ofOrganization =
        ci().organizationIssuer().token(Map.of(), "registry.example", Duration.ofMinutes(5));

    TrustedPublishingException e = failure(request("registry.example"), printed(ofOrganization));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_ISSUER);
    assertThat(e)
        .hasMessageContaining("The circleci command returned an identity token of another issuer.")
        .hasMessageContaining(
            "Expected: the issuer of all organizations: https://oidc.circleci.com");
    assertThat(e.remedy()).endsWith("steps:\n  - run: which -a circleci");
  }

  @Test
  @FaultRow("J07")
  void tokenOfTheRootIssuer_isNotSentToNpm() {
    String ofRoot = ci().issuer().token(Map.of(), NPM.audience(), Duration.ofMinutes(5));

    assertThat(failure(NPM, printed(ofRoot)))
        .hasMessageContaining("https://oidc.circleci.com/org/ORGANIZATION-ID");
  }

  @Test
  void sshRerun_isReportedBeforeTheExchange() throws IOException {
    sandbox.close();
    start(CircleCiJob.sample().rerunWithSsh());

    List<Problem> warnings =
        catchThrowableOfType(PublishFailedException.class, this::publish).report().warnings();
    assertThat(sandbox.npm().mintedTokens()).isEmpty();

    assertThat(warnings)
        .extracting(Problem::what)
        .contains("The job was rerun with SSH; npm's registry is known to reject such jobs.");
  }

  private static IdentityRequest request(String audience) {
    return IdentityRequest.forAudience(audience);
  }

  private EmbeddedCircleCi ci() {
    return (EmbeddedCircleCi) sandbox.ci().orElseThrow();
  }

  private ProcessRunner real() {
    return new JdkProcessRunner(JdkProcessRunner.DEFAULT_LIMIT, environment.get("PATH"));
  }

  private static ProcessOutcome printed(String token) {
    return new ProcessOutcome.Exited(0, Optional.of(Secret.of(token)), "");
  }

  private void command(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("circleci"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    environment.put("PATH", folder.toString());
  }

  private IdentityToken obtain(IdentityRequest request, ProcessRunner tools) {
    return new CircleCi().obtain(request, TestContext.of(CiJob.of(environment).withTools(tools)));
  }

  private TrustedPublishingException failure(IdentityRequest request, ProcessOutcome outcome) {
    return catchThrowableOfType(
        TrustedPublishingException.class, () -> obtain(request, command -> outcome));
  }

  /** A failure in which no identity token reached the registry. */
  private PublishFailedException failure() {
    PublishFailedException e = catchThrowableOfType(PublishFailedException.class, this::publish);
    assertThat(sandbox.npm().mintedTokens()).isEmpty();
    return e;
  }

  private PublishReport publish() {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .environment(environment)
            .repository("npm+" + sandbox.npm().uri())
            .onEvent(trail::add)
            .build()) {
      return publisher.publish(List.of(SamplePackage.PACKED.copyTo(folder)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several providers, one misconfigured, none: what is chosen and what is said. */
class DetectionReportTest {
  private static final Problem FORBIDDEN =
      Problem.of(ErrorCode.IDENTITY_PERMISSION_MISSING, "This job may not.").remedy("Let it.");

  @TempDir Path folder;
  private PublisherFixture fixture;
  private FakeCi other;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
    other = new FakeCi("other-ci");
    other.detection = new Detection.Absent("OTHER_CI=true");
  }

  @Test
  void availableProvider_isChosen() {
    assertThat(report(Map.of()))
        .hasToString(
            "Identity providers:\n"
                + "  fake-ci       available     Fake CI\n"
                + "  other-ci      absent        looked for OTHER_CI=true\n"
                + "Identity tokens come from: fake-ci");
  }

  @Test
  void misconfiguredProvider_doesNotBlockAvailableOne() {
    other.detection = new Detection.Misconfigured("Other CI", FORBIDDEN);

    DetectionReport report = report(Map.of());

    assertThat(report.chosen()).contains("fake-ci");
    assertThat(report.text()).contains("other-ci      misconfigured This job may not.");
  }

  @Test
  void misconfiguredProviderOnly_reportsItsProblem() {
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");
    other.detection = new Detection.Misconfigured("Other CI", FORBIDDEN);

    DetectionReport report = report(Map.of());

    assertThat(report.problems()).containsExactly(FORBIDDEN);
    assertThat(report.text()).endsWith("This job may not.\n  Fix:      Let it.");
  }

  @Test
  @FaultRow("O10")
  void twoAvailableProviders_areAmbiguous() {
    other.detection = new Detection.Available("Other CI");

    assertThat(report(Map.of()).text())
        .contains("More than one CI system was detected.")
        .contains("Found:    fake-ci, other-ci");
  }

  @Test
  @FaultRow("O10")
  void machineOfGoogle_isUsedOnlyWithoutCiSystem() {
    FakeCi google = new FakeCi("google");

    assertThat(reportWith(google, Map.of()).chosen()).contains("fake-ci");
    assertThat(reportWith(google, Map.of()).text()).contains("google        available");

    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");
    assertThat(reportWith(google, Map.of()).chosen()).contains("google");
  }

  @Test
  @FaultRow("O10")
  void machineOfGoogle_doesNotReplaceBrokenCiSystem() {
    FakeCi google = new FakeCi("google");
    fixture.ci.detection = new Detection.Misconfigured("Fake CI", FORBIDDEN);

    assertThat(reportWith(google, Map.of()).problems()).containsExactly(FORBIDDEN);
  }

  @Test
  @FaultRow("O10")
  void machineOfGoogle_doesNotReplaceMissingProvider() {
    FakeCi google = new FakeCi("google");
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    assertThat(reportWith(google, Map.of("GITLAB_CI", "true")).text())
        .contains("The identity provider of this CI system is missing.")
        .contains("Add trusted-publishing-provider-gitlab to the class path.");
  }

  @Test
  @FaultRow("O10")
  void machineOfGoogle_canBeSelectedInAnyJob() {
    FakeCi google = new FakeCi("google");

    DetectionReport report =
        fixture.builder().with(google).identityProvider("google").build().detect();

    assertThat(report.chosen()).contains("google");
  }

  @Test
  void machineOfGoogle_servesJobOnCiSystemWithoutProvider() {
    FakeCi google = new FakeCi("google");
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    assertThat(reportWith(google, Map.of("JENKINS_URL", "https://ci.example")).chosen())
        .contains("google");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "TF_BUILD, True, 'This is Azure Pipelines: its identity tokens always have the audience'",
    "BITBUCKET_BUILD_NUMBER, 7, 'TokenSource.variable(\"BITBUCKET_STEP_OIDC_TOKEN\")'",
    "SEMAPHORE, true, 'its identity token (SEMAPHORE_OIDC_TOKEN) always has the URL of your'",
    "JENKINS_URL, https://ci.example, 'This is Jenkins: install the oidc-provider plugin'",
    "BUILDKITE, true, 'Add trusted-publishing-provider-buildkite to the class path.'",
    "CIRCLECI, true, 'Add trusted-publishing-provider-circleci to the class path.'"
  })
  @FaultRow("O01")
  void unsupportedCi_isRecognizedWithAdvice(String variable, String value, String advice) {
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () ->
                fixture
                    .builder()
                    .environment(Map.of(variable, value))
                    .build()
                    .publish(fixture.files("a.whl")));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(e.remedy()).contains(advice);
  }

  @ParameterizedTest
  @CsvSource({"TF_BUILD, true", "CIRCLECI, 1", "JENKINS_URL, ''"})
  @FaultRow("E02")
  void unsupportedCi_inexactValue_isNotRecognized(String variable, String value) {
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    assertThat(report(Map.of(variable, value)).text()).contains("Run this in a CI job.");
  }

  @Test
  void tokenVariable_isSuggestedButNotUsed() {
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    assertThat(report(Map.of("PYPI_ID_TOKEN", "secret-value")).text())
        .contains("PYPI_ID_TOKEN is set; to use it, pass it:")
        .doesNotContain("secret-value");
  }

  private DetectionReport reportWith(FakeCi machine, Map<String, String> environment) {
    return fixture.builder().with(machine).environment(environment).build().detect();
  }

  private DetectionReport report(Map<String, String> environment) {
    return fixture.builder().with(other).environment(environment).build().detect();
  }
}

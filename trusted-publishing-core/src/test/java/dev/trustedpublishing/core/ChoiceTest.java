package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which identity provider and which repository a run uses, and what is said when it is not clear.
 */
class ChoiceTest {
  private static final Problem FORBIDDEN =
      Problem.of(ErrorCode.IDENTITY_PERMISSION_MISSING, "This job may not.").remedy("Let it.");

  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
  }

  @Test
  @FaultRow("O01")
  void noCi_listsWhatEachProviderLookedFor() {
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    TrustedPublishingException e = failure(fixture.builder());

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(e)
        .hasMessageContaining("No supported CI environment detected.")
        .hasMessageContaining("none of fake-ci (looked for FAKE_CI=true)")
        .hasMessageContaining("Run this in a CI job.");
    assertThat(fixture.registry.calls).containsExactly("plan");
  }

  @Test
  void misconfiguredProvider_reportsItsProblem() {
    fixture.ci.detection = new Detection.Misconfigured("Fake CI", FORBIDDEN);

    TrustedPublishingException e = failure(fixture.builder());

    assertThat(e.problem()).isEqualTo(FORBIDDEN);
    assertThat(fixture.trail)
        .extracting(entry -> entry.event())
        .contains(new AuditEvent.ProviderDetected("fake-ci", "misconfigured", "This job may not."));
  }

  @Test
  @FaultRow("O10")
  void twoProviders_areAmbiguousUnlessOneIsSelected() {
    FakeCi other = new FakeCi("other-ci");

    TrustedPublishingException e = failure(fixture.builder().with(other));
    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_AMBIGUOUS);
    assertThat(e).hasMessageContaining("Found:    fake-ci, other-ci");

    fixture
        .builder()
        .with(other)
        .identityProvider("other-ci")
        .build()
        .publish(fixture.files("a.whl"));
    assertThat(other.given).hasSize(1);
    assertThat(fixture.ci.given).isEmpty();
  }

  @Test
  void unknownProvider_listsAvailableOnes() {
    TrustedPublishingException e = failure(fixture.builder().identityProvider("jenkins"));

    assertThat(e)
        .hasMessageContaining("Unknown identity provider 'jenkins'.")
        .hasMessageContaining("Found:    fake-ci");
  }

  @Test
  @FaultRow("E06")
  void unknownRepository_suggestsNearestName() {
    TrustedPublishingException e = failure(fixture.builder().repository("fak"));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_UNKNOWN_REPOSITORY);
    assertThat(e)
        .hasMessageContaining("Unknown repository 'fak'.")
        .hasMessageContaining("Found:    fake")
        .hasMessageContaining("Did you mean 'fake'?");
  }

  @Test
  @FaultRow("E06")
  void repositoryName_ignoresCaseAndSpaces() {
    assertThat(
            fixture
                .builder()
                .repository(" FAKE ")
                .build()
                .publish(fixture.files("a.whl"))
                .isComplete())
        .isTrue();
  }

  @Test
  @FaultRow("L02")
  void passwordInUrl_isRedacted() {
    TrustedPublishingException e =
        failure(fixture.builder().repository("https://user:hunter2@registry.example/"));

    assertThat(e.getMessage())
        .contains("https://[hidden]@registry.example/")
        .doesNotContain("hunter2");
  }

  @Test
  @FaultRow("L02")
  void passwordInInvalidUrl_isRedacted() {
    for (String address :
        List.of("https:/user:hunter2@host/", "user:hunter2@host", "ftp://u:hun@ter2@host/")) {
      assertThat(failure(fixture.builder().repository(address)).getMessage())
          .as(address)
          .contains("[hidden]@host")
          .doesNotContain("hunter2")
          .doesNotContain("ter2");
    }
  }

  @Test
  void noRepositoryModule_isExplained() {
    TrustedPublishingException e =
        failure(TrustedPublisher.builder().withoutDiscovery().repository("pypi"));

    assertThat(e)
        .hasMessageContaining("no repository module on the class path")
        .hasMessageContaining("trusted-publishing-repository-pypi");
  }

  @Test
  @FaultRow("E09")
  void duplicateSpiId_namesBothImplementations() {
    TrustedPublishingException e = failure(fixture.builder().with(new FakeRegistry()));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_SPI_DUPLICATE);
    assertThat(e)
        .hasMessageContaining("Two implementations of PackageRepository have the id 'fake'.")
        .hasMessageContaining(FakeRegistry.class.getName());
  }

  @Test
  @FaultRow("E09")
  void brokenSpiJar_isWarningOnly() throws IOException {
    try (URLClassLoader loader = services("no.such.Provider")) {
      PublishReport report =
          fixture.builder().discoverWith(loader).build().publish(fixture.files("a.whl"));

      assertThat(report.isComplete()).isTrue();
      assertThat(report.warnings())
          .singleElement()
          .satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.USAGE_SPI_BROKEN);
            assertThat(warning.found().orElseThrow()).contains("no.such.Provider");
          });
    }
  }

  private URLClassLoader services(String provider) throws IOException {
    Path services = Files.createDirectories(folder.resolve("jar/META-INF/services"));
    Files.writeString(services.resolve("dev.trustedpublishing.api.spi.IdentityProvider"), provider);
    return new URLClassLoader(
        new URL[] {folder.resolve("jar/").toUri().toURL()}, getClass().getClassLoader());
  }

  private TrustedPublishingException failure(TrustedPublisherBuilder builder) {
    List<Path> files = fixture.files("a.whl");
    return catchThrowableOfType(
        TrustedPublishingException.class, () -> builder.build().publish(files));
  }
}

package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRegistry;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of another maker, below a path, that says where it exchanges tokens (PEP 807). */
class DiscoveredIndexTest {
  @TempDir Path folder;
  private LoopbackServer server;
  private OidcIssuer issuer;
  private PyPiRegistry registry;

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.start(0);
    issuer = new OidcIssuer(URI.create(server.uri() + "/oidc"), Clock.systemUTC());
    registry =
        PyPiRegistry.at(server.uri())
            .githubIssuer(issuer.issuer())
            .publishers(
                List.of(
                    PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml")))
            .withDiscovery()
            .build();
    server.mount("/oidc", issuer);
    server.mount("", registry);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    registry.close();
  }

  @Test
  void discoveredEndpoints_areUsedForExchangeAndRevocation() throws IOException {
    PublishReport report = publish(GitHubJob.sample());

    assertThat(report.isComplete()).isTrue();
    assertThat(registry.requests())
        .extracting(RecordedRequest::path)
        .containsSubsequence(
            "/.well-known/pytp",
            "/.well-known/pytp/audience",
            "/.well-known/pytp/mint-token",
            "/legacy/",
            "/legacy/",
            "/_/oidc/burn-token")
        .doesNotContain("/_/oidc/audience", "/_/oidc/mint-token");
    assertThat(registry.mintedTokens()).singleElement().matches(MintedToken::burned);
  }

  @Test
  @FaultRow("X06")
  void problemDetails_areShownInError() {
    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> publish(GitHubJob.sample().withOwner("somebody", "7")));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_REJECTED);
    assertThat(e.httpStatus()).hasValue(422);
    assertThat(e).hasMessageContaining("Publisher with matching claims was not found");
  }

  private PublishReport publish(GitHubJob job) throws IOException {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(server.uri() + "/legacy/")
            .environment(issuer.environment(job))
            .workflowCommands(line -> {})
            .build()) {
      return publisher.publish(SampleDistribution.HATCHLING.copyTo(folder));
    }
  }
}

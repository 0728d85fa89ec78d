package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.provider.github.GitHubActions;
import dev.trustedpublishing.provider.gitlab.GitLabCi;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRegistry;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Enterprise issuers of GitHub and a self-managed GitLab, under their own names and keys. */
class CustomIssuersTest {
  private static final GitHubJob GITHUB = GitHubJob.sample();
  private static final GitLabJob GITLAB = GitLabJob.sample();
  private static final URI SELF_MANAGED = URI.create("https://gitlab.example");

  @TempDir Path folder;
  private LoopbackServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = LoopbackServer.start(0);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://token.actions.githubusercontent.com/octo-enterprise, https://github.com",
    "https://token.actions.octo.ghe.com, https://octo.ghe.com",
    "https://git.example/_services/token, https://git.example"
  })
  @FaultRow("J07")
  void enterpriseIssuerOfGitHub_publishesWhereItIsTrusted(URI name, String serverUrl)
      throws IOException {
    OidcIssuer issuer = mounted(name);
    try (PyPiRegistry registry =
        registry(
            PyPiRegistry.at(server.uri())
                .githubIssuer(name)
                .issuerAt(name, address())
                .publishers(
                    List.of(
                        PublisherRegistration.github(
                            GITHUB.owner(),
                            GITHUB.ownerId(),
                            GITHUB.repository(),
                            GITHUB.workflow()))))) {
      Map<String, String> environment = new HashMap<>(issuer.environment(GITHUB));
      environment.put("GITHUB_SERVER_URL", serverUrl);

      // The endpoint of an Enterprise Server is on its own host; here it is on this machine.
      PublishReport report = publish(environment, GitHubActions.trusting("git.example"));

      assertThat(report.isComplete()).isTrue();
      assertThat(registry.files()).hasSize(2);
    }
  }

  @Test
  @FaultRow("J07")
  void enterpriseIssuerOfGitHub_isRejectedByRegistryThatDoesNotTrustIt() throws IOException {
    OidcIssuer issuer = mounted(URI.create("https://token.actions.githubusercontent.com/octo"));
    try (PyPiRegistry registry = registry(PyPiRegistry.at(server.uri()))) {
      PublishFailedException e =
          failure(new HashMap<>(issuer.environment(GITHUB)), new GitHubActions());

      assertThat(e.exitCode()).isEqualTo(4);
      assertThat(e.presentedClaims())
          .containsEntry("iss", "https://token.actions.githubusercontent.com/octo");
      assertThat(registry.mintedTokens()).isEmpty();
    }
  }

  @Test
  void selfManagedGitLab_publishesWithItsOwnKeys() throws IOException {
    OidcIssuer issuer = mounted(SELF_MANAGED);
    try (PyPiRegistry registry = registry(trustingSelfManaged())) {
      PublishReport report =
          publish(issuer.environment(GITLAB, Map.of("PYPI_ID_TOKEN", "pypi")), new GitLabCi());

      assertThat(report.isComplete()).isTrue();
      assertThat(registry.files()).hasSize(2);
    }
  }

  @Test
  void selfManagedGitLab_keyOfAnotherInstance_isRejected() throws IOException {
    mounted(SELF_MANAGED);
    OidcIssuer impostor = new OidcIssuer(SELF_MANAGED, Clock.systemUTC());
    try (PyPiRegistry registry = registry(trustingSelfManaged())) {
      PublishFailedException e =
          failure(impostor.environment(GITLAB, Map.of("PYPI_ID_TOKEN", "pypi")), new GitLabCi());

      assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_INVALID_TOKEN);
      assertThat(registry.mintedTokens()).isEmpty();
    }
  }

  @Test
  void selfManagedGitLab_isRejectedByRegistryThatTrustsGitLabComOnly() throws IOException {
    OidcIssuer issuer = mounted(SELF_MANAGED);
    try (PyPiRegistry registry = registry(PyPiRegistry.at(server.uri()))) {
      PublishFailedException e =
          failure(issuer.environment(GITLAB, Map.of("PYPI_ID_TOKEN", "pypi")), new GitLabCi());

      assertThat(e.exitCode()).isEqualTo(4);
      assertThat(registry.mintedTokens()).isEmpty();
    }
  }

  private URI address() {
    return URI.create(server.uri() + "/issuer");
  }

  private OidcIssuer mounted(URI name) {
    OidcIssuer issuer = new OidcIssuer(name, address(), Clock.systemUTC());
    server.mount("/issuer", issuer);
    return issuer;
  }

  private PyPiRegistry.Builder trustingSelfManaged() {
    return PyPiRegistry.at(server.uri())
        .issuerAt(SELF_MANAGED, address())
        .publishers(
            List.of(
                PublisherRegistration.gitlab(
                        GITLAB.namespace(), GITLAB.project(), GITLAB.pipelineFile())
                    .withIssuer(SELF_MANAGED.toString())));
  }

  private PyPiRegistry registry(PyPiRegistry.Builder settings) throws IOException {
    PyPiRegistry registry = settings.build();
    server.mount("", registry);
    return registry;
  }

  private PublishFailedException failure(
      Map<String, String> environment, IdentityProvider provider) {
    return catchThrowableOfType(PublishFailedException.class, () -> publish(environment, provider));
  }

  private PublishReport publish(Map<String, String> environment, IdentityProvider provider)
      throws IOException {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .environment(environment)
            .with(provider)
            .repository(server.uri() + "/legacy/")
            .workflowCommands(command -> {})
            .build()) {
      return publisher.publish(SampleDistribution.values()[0].copyTo(folder));
    }
  }
}

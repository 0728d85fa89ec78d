package dev.trustedpublishing.attestation.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.attestation.sigstore.trust.Instance;
import dev.trustedpublishing.testkit.contract.LoopbackTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The instance for everyone: its keys in the jar, and what it is not used for. */
class PublicInstanceTest {
  private static final TestContext CONTEXT = TestContext.over(new LoopbackTransport());

  @Test
  void resources_nameTheServicesAndTheirKeys() {
    Instance instance = Instance.load(Optional.empty(), CONTEXT);
    Instant now = Instant.parse("2026-11-29T12:00:00Z");

    assertThat(instance.isPublic()).isTrue();
    assertThat(instance.services().authority(now))
        .isEqualTo(URI.create("https://fulcio.sigstore.dev"));
    assertThat(instance.services().log(now)).isEqualTo(URI.create("https://rekor.sigstore.dev"));
    assertThat(
            instance
                .root()
                .entryLog("c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d", now))
        .isPresent();
    assertThat(
            instance
                .root()
                .certificateLog(
                    "dd3d306ac6c7113263191e1c99673702a24a5eb8de3cadff878a72802f29ee8e", now))
        .isPresent();
  }

  @Test
  void identityRequest_isForSigstore() {
    assertThat(new SigstoreAttestor().identityRequest().audience()).isEqualTo("sigstore");
    assertThat(new SigstoreAttestor().identityRequest().usualVariables())
        .containsExactly("SIGSTORE_ID_TOKEN");
  }

  @Test
  void publicRepositoryOnGitHub_hasNoFindings() {
    assertThat(
            findings(
                Map.of(
                    "iss",
                    "https://token.actions.githubusercontent.com",
                    "repository_visibility",
                    "public")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://token.actions.githubusercontent.com,repository_visibility,private",
    "https://token.actions.githubusercontent.com/enterprise,repository_visibility,internal",
    "https://gitlab.com,project_visibility,private"
  })
  void repositoryThatIsNotPublic_isNotPublished(String issuer, String claim, String value) {
    assertThat(findings(Map.of("iss", issuer, claim, value)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
          assertThat(finding.problem().text())
              .contains("not known to be public", "visibility " + value, "required");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://agent.buildkite.com",
        "https://accounts.google.com",
        "https://oidc.circleci.com/org/1"
      })
  void repositoryOfUnknownVisibility_isNotPublished(String issuer) {
    assertThat(findings(Map.of("iss", issuer)))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.problem().text())
                .contains("not known to be public", "visibility unknown", "required"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gitlab.example",
        "https://token.actions.githubusercontent.com.evil.example",
        "https://gitlab.com.evil.example",
        "http://gitlab.com"
      })
  void unknownIssuer_isExplained(String issuer) {
    assertThat(findings(Map.of("iss", issuer)))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.problem().text())
                .contains("does not know this CI system", "issuer " + issuer, "--sigstore FILE"));
  }

  @Test
  void selfManagedOrPrivateGitLab_isKnownBeforeThereIsAToken() {
    CiEnvironment job =
        CiEnvironment.of(
            Map.of(
                "GITLAB_CI", "true",
                "CI_SERVER_URL", "https://gitlab.example",
                "CI_PROJECT_VISIBILITY", "private"));

    assertThat(PublicInstanceRules.findings(Optional.empty(), job)).hasSize(2);
  }

  private static List<Finding> findings(Map<String, String> claims) {
    return PublicInstanceRules.findings(
        Optional.of(Claims.of(JsonObject.of(claims))), CiEnvironment.of(Map.of()));
  }
}

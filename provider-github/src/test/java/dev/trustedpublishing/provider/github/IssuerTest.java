package dev.trustedpublishing.provider.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose tokens are taken from which server, and what the server is really called. */
class IssuerTest {
  private static final String ACTIONS = "https://pipelines.actions.githubusercontent.com/x";

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    ACTIONS + ", https://token.actions.githubusercontent.com",
    ACTIONS + ", https://token.actions.githubusercontent.com/octo-enterprise",
    "https://t.octo.ghe.com/x, https://token.actions.octo.ghe.com",
    "https://git.example/_services/x, https://git.example/_services/token"
  })
  @FaultRow("J07")
  void githubAndEnterpriseIssuers_areAccepted(String endpoint, String issuer) {
    assertThat(check(Runner.GITHUB, endpoint, issuer)).isEmpty();
  }

  @Test
  void forgejoImitatingGithub_isReportedAsForgejo() {
    Optional<Problem> warning =
        check(
            Runner.GITHUB,
            "https://git.example/api/actions/_apis/idtoken",
            "https://git.example/api/actions");

    assertThat(warning.orElseThrow().code()).isEqualTo(ErrorCode.IDENTITY_IMITATED_SYSTEM);
    assertThat(warning.orElseThrow().text())
        .contains("This job reports GitHub Actions, but it runs on Forgejo Actions.")
        .contains("Found:    issuer https://git.example/api/actions");
  }

  @Test
  void trustedThirdPartyIssuer_isAcceptedWithWarning() {
    assertThat(check(Runner.GITHUB, ACTIONS, "https://identity.trusted.example"))
        .map(Problem::what)
        .contains("This job reports GitHub Actions, but it runs on a compatible runner.");
  }

  @Test
  void declaredForgejo_isAcceptedWithoutWarning() {
    assertThat(
            check(
                Runner.FORGEJO,
                "https://git.example/api/actions/_apis/idtoken",
                "https://git.example/api/actions"))
        .isEmpty();
  }

  @Test
  void untrustedThirdPartyIssuer_showsHowToTrustIt() {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> check(Runner.GITHUB, ACTIONS, "https://identity.other.example"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_ISSUER);
    assertThat(e.remedy()).contains("with(GitHubActions.trusting(\"identity.other.example\"))");
  }

  @Test
  void forgejoRunner_githubIssuer_isRejected() {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () ->
                check(
                    Runner.FORGEJO,
                    "https://git.example/x",
                    "https://token.actions.githubusercontent.com"));

    assertThat(e)
        .hasMessageContaining("was not issued by Forgejo Actions.")
        .hasMessageContaining("Expected: issuer at https://git.example");
  }

  private static Optional<Problem> check(Runner runner, String endpoint, String issuer) {
    CiEnvironment environment =
        CiEnvironment.of(Map.of("GITHUB_SERVER_URL", "https://git.example"));
    Set<String> trusted = Set.of("identity.trusted.example");
    return new Issuer(
            runner, environment, TokenEndpoint.parse(endpoint, environment, trusted), trusted)
        .check(Claims.of(JsonObject.of(Map.of("iss", issuer))));
  }
}

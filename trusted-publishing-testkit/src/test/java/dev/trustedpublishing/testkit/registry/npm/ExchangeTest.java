package dev.trustedpublishing.testkit.registry.npm;

import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.AUDIENCE;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.JSON;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.ORGANIZATION;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.PACKAGE;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.TRUST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.npm.model.MintedToken;
import dev.trustedpublishing.testkit.registry.npm.model.Permission;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Its cases are meant to drive our client too. */
public class ExchangeTest {

  private static final GitHubJob JOB = GitHubJob.sample();
  private static final String ESCAPED = "@acme%2fhello";
  private static final String BAD_REQUEST = "OIDC token exchange error - bad request";
  private static final String UNAUTHORIZED = "OIDC token exchange error - unauthorized";
  private static final String NOT_FOUND = "OIDC token exchange error - package not found";

  private static final Trust GITLAB =
      Trust.gitlab("octo-group/tools/sampleproject", ".gitlab-ci.yml");
  private static final Trust CIRCLECI =
      Trust.circleci(ORGANIZATION, "pr-1", "pd-1", "github.com/octo-org/sampleproject", "ctx-1");

  private static NpmFixture fixture;

  @BeforeAll
  public static void startIssuers() throws Exception {
    fixture = new NpmFixture();
  }

  @AfterAll
  public static void stopIssuers() {
    fixture.close();
  }

  @Test
  void exchange_returnsTokenAndTimes() throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      HttpResponse<String> answer = running.exchange(ESCAPED, fixture.github.token(JOB, AUDIENCE));

      assertThat(answer.statusCode()).isEqualTo(201);
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.fieldNames())
          .toIterable()
          .containsExactly("token_type", "token", "created", "expires");
      assertThat(body.path("token_type").asText()).isEqualTo("oidc");
      assertThat(body.path("token").asText()).matches("npm_[A-Za-z0-9]{36}");
      assertThat(body.path("created").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
      assertThat(body.path("expires").asText()).isEqualTo("2026-01-01T01:00:00.000Z");
      assertThat(running.registry.mintedTokens())
          .singleElement()
          .satisfies(token -> {
            assertThat(token.value()).isEqualTo(body.path("token").asText());
            assertThat(token.packageName()).isEqualTo(PACKAGE);
            assertThat(token.permissions()).containsExactlyInAnyOrder(Permission.values());
            assertThat(token.expiresAt()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
            assertThat(token.toString()).doesNotContain(token.value());
          });
      assertThat(running.registry.requests())
          .singleElement()
          .satisfies(request ->
              assertThat(request.target())
                  .isEqualTo("/-/npm/v1/oidc/token/exchange/package/@acme%2fhello"));
    }
  }

  public static Stream<Arguments> accepted() {
    return Stream.of(
        github("any environment", TRUST, claims -> {}),
        github("no environment in the job", TRUST, claims -> claims.remove("environment")),
        github("the environment", TRUST.inEnvironment("release"), claims -> {}),
        github(
            "from a branch",
            TRUST,
            claims ->
                claims.put(
                    "workflow_ref",
                    "octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main")),
        github(
            "a reusable workflow was called",
            TRUST,
            claims ->
                claims.put(
                    "job_workflow_ref", "octo-org/shared/.github/workflows/npm.yml@refs/heads/x")),
        github("expired 29 s ago", TRUST, claims -> claims.put("exp", now() - 29)),
        github(
            "only staging is permitted",
            TRUST.permitting(Permission.CREATE_STAGED_PACKAGE),
            claims -> {}),
        gitlab("GitLab", GITLAB, claims -> {}),
        gitlab(
            "GitLab, the environment",
            GITLAB.inEnvironment("production"),
            claims -> claims.put("environment", "production")),
        circleci("CircleCI", CIRCLECI, claims -> {}),
        circleci(
            "CircleCI, no context wanted",
            Trust.circleci(ORGANIZATION, "pr-1", "pd-1", "github.com/octo-org/sampleproject"),
            claims -> claims.remove("oidc.circleci.com/context-ids")));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void exchange_matchingClaims_returnsToken(Trust trust, Case identity) throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, trust))) {
      HttpResponse<String> answer = running.exchange(ESCAPED, identity.token());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(running.registry.mintedTokens().get(0).permissions())
          .isEqualTo(trust.permissions());
    }
  }

  public static Stream<Arguments> mismatches() {
    Trust release = TRUST.inEnvironment("release");
    return Stream.of(
        github("repository", TRUST, claims -> claims.put("repository", "octo-org/other")),
        github(
            "repository in another case",
            TRUST,
            claims -> claims.put("repository", "octo-org/SampleProject")),
        github(
            "owner in another case",
            Trust.github("Octo-Org/sampleproject", "release.yml"),
            claims -> {}),
        github(
            "workflow file", Trust.github("octo-org/sampleproject", "publish.yml"), claims -> {}),
        github(
            "ending of the workflow file",
            Trust.github("octo-org/sampleproject", "release.yaml"),
            claims -> {}),
        github(
            "workflow file in another case",
            Trust.github("octo-org/sampleproject", "Release.yml"),
            claims -> {}),
        github(
            "workflow given as a path",
            Trust.github("octo-org/sampleproject", ".github/workflows/release.yml"),
            claims -> {}),
        github(
            "only the called workflow fits",
            TRUST,
            claims ->
                claims.put(
                    "workflow_ref",
                    "octo-org/sampleproject/.github/workflows/ci.yml@refs/heads/main")),
        github(
            "workflow of another repository",
            TRUST,
            claims ->
                claims.put(
                    "workflow_ref", "evil/sampleproject/.github/workflows/release.yml@refs/x")),
        github("no environment", release, claims -> claims.remove("environment")),
        github("another environment", release, claims -> claims.put("environment", "test")),
        github(
            "environment in another case", release, claims -> claims.put("environment", "Release")),
        github(
            "self-hosted runner", TRUST, claims -> claims.put("runner_environment", "self-hosted")),
        github("no runner environment", TRUST, claims -> claims.remove("runner_environment")),
        github("publisher of another CI", GITLAB, claims -> {}),
        gitlab(
            "GitLab: project in another case",
            GITLAB,
            claims -> claims.put("project_path", "octo-group/tools/SampleProject")),
        gitlab(
            "GitLab: CI file",
            Trust.gitlab("octo-group/tools/sampleproject", "ci/release.yml"),
            claims -> {}),
        gitlab("GitLab: environment", GITLAB.inEnvironment("production"), claims -> {}),
        gitlab(
            "GitLab: own runner",
            GITLAB,
            claims -> claims.put("runner_environment", "self-hosted")),
        gitlab("GitLab: publisher of another CI", TRUST, claims -> {}),
        circleci(
            "CircleCI: project",
            CIRCLECI,
            claims -> claims.put("oidc.circleci.com/project-id", "pr-2")),
        circleci(
            "CircleCI: pipeline",
            CIRCLECI,
            claims -> claims.put("oidc.circleci.com/pipeline-definition-id", "pd-2")),
        circleci(
            "CircleCI: origin",
            CIRCLECI,
            claims ->
                claims.put("oidc.circleci.com/vcs-origin", "github.com/Octo-Org/sampleproject")),
        circleci(
            "CircleCI: organization in the claims",
            CIRCLECI,
            claims -> claims.put("oidc.circleci.com/org-id", "other")),
        circleci(
            "CircleCI: context",
            CIRCLECI,
            claims -> claims.put("oidc.circleci.com/context-ids", List.of("ctx-2"))),
        circleci(
            "CircleCI: rerun with SSH",
            CIRCLECI,
            claims -> claims.put("oidc.circleci.com/ssh-rerun", true)));
  }

  @ParameterizedTest
  @MethodSource("mismatches")
  void exchange_mismatchingClaims_returns404(Trust trust, Case identity) throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, trust))) {
      assertRefused(running, running.exchange(ESCAPED, identity.token()), 404, NOT_FOUND);
    }
  }

  public static Stream<Arguments> invalidTokens() {
    return Stream.of(
        github("audience of PyPI", TRUST, claims -> claims.put("aud", "pypi")),
        github("audience without a host", TRUST, claims -> claims.put("aud", "npm")),
        github("audience with a port", TRUST, claims -> claims.put("aud", AUDIENCE + ":4873")),
        github("audience of another host", TRUST, claims -> claims.put("aud", "npm:localhost")),
        github("audience as an address", TRUST, claims -> claims.put("aud", "http://127.0.0.1")),
        github("audience in a list", TRUST, claims -> claims.put("aud", List.of(AUDIENCE))),
        github("no audience", TRUST, claims -> claims.remove("aud")),
        github("expired", TRUST, claims -> claims.put("exp", now() - 30)),
        github("no expiry", TRUST, claims -> claims.remove("exp")),
        github("not yet valid", TRUST, claims -> claims.put("nbf", now() + 31)),
        github("issued later", TRUST, claims -> claims.put("iat", now() + 31)),
        github(
            "issuer that is not trusted",
            TRUST,
            claims -> claims.put("iss", "https://gitlab.example.org")),
        github(
            "says it is from another issuer",
            TRUST,
            claims -> claims.put("iss", fixture.gitlab.issuer().toString())),
        circleci("organization without a publisher", TRUST, claims -> {}),
        circleci(
            "CircleCI: root issuer",
            CIRCLECI,
            claims -> claims.put("iss", fixture.issuers.uri() + "/circleci")));
  }

  @ParameterizedTest
  @MethodSource("invalidTokens")
  void exchange_invalidToken_returns401(Trust trust, Case identity) throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, trust))) {
      assertRefused(running, running.exchange(ESCAPED, identity.token()), 401, UNAUTHORIZED);
    }
  }

  @Test
  void exchange_unsignedToken_returns401() throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      String[] parts = fixture.github.token(JOB, AUDIENCE).split("\\.");
      String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
      String unsigned = base64(header.replace("RS256", "none")) + "." + parts[1] + ".";
      assertRefused(running, running.exchange(ESCAPED, unsigned), 401, UNAUTHORIZED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "e30.e30", "!.!.!", "YQ.YQ.YQ", "e30.e30.e30", "e30.e30.e30.e30.e30"})
  void exchange_malformedToken_returns400(String token) throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      assertRefused(running, running.exchange(ESCAPED, token), 400, BAD_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dTpw", "token x", "Bearer", ""})
  void exchange_withoutBearerToken_returns401(String authorization) throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      assertRefused(
          running,
          running.send(
              "POST",
              "/-/npm/v1/oidc/token/exchange/package/" + ESCAPED,
              "",
              "Authorization",
              authorization),
          401,
          UNAUTHORIZED);
    }
  }

  @Test
  void exchange_withBody_returns400() throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      HttpResponse<String> answer =
          running.send(
              "POST",
              "/-/npm/v1/oidc/token/exchange/package/" + ESCAPED,
              "{}",
              "Authorization",
              "Bearer " + fixture.github.token(JOB, AUDIENCE));
      assertRefused(running, answer, 400, BAD_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@acme%2Fhello", "%40acme%2fhello", "@acme/hello", "acme", "@acme", "hello", ""})
  void exchange_wrongPackagePath_returns404(String segment) throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      String token = fixture.github.token(JOB, AUDIENCE);
      assertRefused(running, running.exchange(segment, token), 404, NOT_FOUND);
    }
  }

  @Test
  void exchange_packageWithoutPublisher_returns404() throws Exception {
    try (var running =
        fixture.start(settings -> settings.packages("hello").trust(PACKAGE, TRUST))) {
      String token = fixture.github.token(JOB, AUDIENCE);
      assertRefused(running, running.exchange("hello", token), 404, NOT_FOUND);
    }
  }

  @Test
  void exchange_sameIdentityToken_worksForSeveralPackages() throws Exception {
    try (var running =
        fixture.start(settings -> settings.trust(PACKAGE, TRUST).trust("Legacy", TRUST))) {
      String token = fixture.github.token(JOB, AUDIENCE);
      assertThat(running.exchange(ESCAPED, token).statusCode()).isEqualTo(201);
      assertThat(running.exchange("Legacy", token).statusCode()).isEqualTo(201);
      assertThat(running.registry.mintedTokens())
          .extracting(MintedToken::packageName)
          .containsExactly(PACKAGE, "Legacy");
    }
  }

  @Test
  void exchange_packagePublisher_overridesGeneralOne() throws Exception {
    Trust other = Trust.github("octo-org/other", "release.yml");
    try (var running =
        fixture.start(settings -> settings.trustForAnyPackage(TRUST).trust(PACKAGE, other))) {
      String token = fixture.github.token(JOB, AUDIENCE);
      assertThat(running.exchange("never-seen", token).statusCode()).isEqualTo(201);
      assertThat(running.exchange(ESCAPED, token).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void exchange_get_returns405() throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      HttpResponse<String> answer = running.get("/-/npm/v1/oidc/token/exchange/package/" + ESCAPED);
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
  }

  @Test
  void exchange_withoutTrustedPublishing_returns404() throws Exception {
    try (var running =
        fixture.start(settings -> settings.trust(PACKAGE, TRUST).withoutTrustedPublishing())) {
      HttpResponse<String> answer = running.exchange(ESCAPED, fixture.github.token(JOB, AUDIENCE));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
      assertThat(answer.body())
          .contains("Cannot POST /-/npm/v1/oidc/token/exchange/package/@acme%2fhello");
    }
  }

  @Test
  void exchange_scriptedFault_isReturnedOnce() throws Exception {
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, TRUST))) {
      String failure = "{\"message\":\"OIDC token exchange error - internal server error\"}";
      running.registry.script(NpmEndpoint.EXCHANGE, Fault.answer(500, "application/json", failure));
      String token = fixture.github.token(JOB, AUDIENCE);
      assertThat(running.exchange(ESCAPED, token).statusCode()).isEqualTo(500);
      assertThat(running.exchange(ESCAPED, token).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void circleCiTrust_withEnvironment_throws() {
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> CIRCLECI.inEnvironment("release"))
        .withMessage("CircleCI has contexts, no environments");
  }

  private static void assertRefused(
      NpmFixture.Running running, HttpResponse<String> answer, int status, String message)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(JSON.createObjectNode().put("message", message));
    assertThat(running.registry.mintedTokens()).isEmpty();
  }

  /** An identity token that is made when the test runs, since its times depend on the clock. */
  public interface Case {

    /** Signs the token. */
    String token();
  }

  private static Arguments github(String name, Trust trust, Consumer<Map<String, Object>> change) {
    return argumentSet(
        name,
        trust,
        (Case)
            () -> {
              Map<String, Object> claims = fixture.github.claims(JOB, AUDIENCE);
              change.accept(claims);
              return fixture.github.sign(claims);
            });
  }

  private static Arguments gitlab(String name, Trust trust, Consumer<Map<String, Object>> change) {
    return argumentSet(
        name,
        trust,
        (Case)
            () -> {
              Map<String, Object> claims = fixture.gitlab.claims(GitLabJob.sample(), AUDIENCE);
              change.accept(claims);
              return fixture.gitlab.sign(claims);
            });
  }

  private static Arguments circleci(
      String name, Trust trust, Consumer<Map<String, Object>> change) {
    return argumentSet(
        name,
        trust,
        (Case)
            () -> {
              Map<String, Object> claims = new LinkedHashMap<>();
              claims.put("iss", fixture.circleci.issuer().toString());
              claims.put("aud", AUDIENCE);
              claims.put("sub", "org/" + ORGANIZATION + "/project/pr-1/user/1");
              claims.put("iat", now());
              claims.put("exp", now() + 3600);
              claims.put("oidc.circleci.com/org-id", ORGANIZATION);
              claims.put("oidc.circleci.com/project-id", "pr-1");
              claims.put("oidc.circleci.com/pipeline-definition-id", "pd-1");
              claims.put("oidc.circleci.com/vcs-origin", "github.com/octo-org/sampleproject");
              claims.put("oidc.circleci.com/context-ids", List.of("ctx-0", "ctx-1"));
              claims.put("oidc.circleci.com/ssh-rerun", false);
              change.accept(claims);
              return fixture.circleci.sign(claims);
            });
  }

  private static long now() {
    return fixture.clock.instant().getEpochSecond();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

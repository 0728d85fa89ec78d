package dev.trustedpublishing.testkit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcIssuerTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long NOW = 1767225600;

  private final HttpClient client = HttpClient.newHttpClient();
  private LoopbackServer server;
  private OidcIssuer issuer;

  @BeforeEach
  void start() throws Exception {
    server = LoopbackServer.start(0);
    issuer =
        new OidcIssuer(
            URI.create(server.uri() + "/oidc"),
            Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    server.mount("/oidc", issuer);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void environment_resemblesGitHubActions() {
    assertThat(issuer.environment(GitHubJob.sample()))
        .containsEntry("GITHUB_ACTIONS", "true")
        .containsEntry("CI", "true")
        .containsEntry("GITHUB_REPOSITORY", "octo-org/sampleproject")
        .containsEntry("GITHUB_REPOSITORY_OWNER_ID", "65")
        .containsEntry(
            "GITHUB_WORKFLOW_REF",
            "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.3")
        .hasEntrySatisfying(
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            url -> assertThat(url).startsWith(issuer.issuer() + "/").contains("?api-version=2.0"));
  }

  @Test
  void token_hasGitHubClaims() throws Exception {
    HttpResponse<String> answer = request(GitHubJob.sample(), "&audience=a%20b%2Fc");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.fieldNames()).toIterable().containsExactlyInAnyOrder("count", "value");
    JsonNode claims = claims(body.path("value").asText());
    assertThat(claims.path("aud").asText()).isEqualTo("a b/c");
    assertThat(claims.path("iss").asText()).isEqualTo(issuer.issuer().toString());
    assertThat(claims.path("iat").asLong()).isEqualTo(NOW);
    assertThat(claims.path("nbf").asLong()).isEqualTo(NOW - 600);
    assertThat(claims.path("exp").asLong()).isEqualTo(NOW + 300);
    assertThat(claims.path("sub").asText())
        .isEqualTo("repo:octo-org/sampleproject:environment:release");
    assertThat(claims.path("repository_owner_id").isTextual()).isTrue();
    assertThat(claims.path("ref_type").asText()).isEqualTo("tag");
  }

  @Test
  void token_isUniquePerRequest() throws Exception {
    assertThat(claims(issuer.token(GitHubJob.sample(), "x")).path("jti"))
        .isNotEqualTo(claims(issuer.token(GitHubJob.sample(), "x")).path("jti"));
  }

  @Test
  void token_containsClaimsOfItsJob() throws Exception {
    GitHubJob job =
        GitHubJob.sample()
            .withOwner("o", "1")
            .withRepository("r", "2")
            .withWorkflow("w.yaml")
            .withRef("refs/heads/main")
            .withSha("3")
            .withEnvironment(null)
            .withEventName("push")
            .withRunnerEnvironment("self-hosted")
            .withRun("4", "5");
    issuer.environment(GitHubJob.sample());

    JsonNode claims =
        claims(JSON.readTree(request(job, "&audience=x").body()).path("value").asText());
    assertThat(claims.path("sub").asText()).isEqualTo("repo:o/r:ref:refs/heads/main");
    assertThat(claims.path("job_workflow_ref").asText())
        .isEqualTo("o/r/.github/workflows/w.yaml@refs/heads/main");
    assertThat(claims.has("environment")).isFalse();
    assertThat(claims.path("ref_type").asText()).isEqualTo("branch");
    assertThat(claims.path("runner_environment").asText()).isEqualTo("self-hosted");
    assertThat(claims.path("run_attempt").asText()).isEqualTo("5");
  }

  @Test
  void tokenRequest_withoutAudience_returns400() throws Exception {
    assertThat(request(GitHubJob.sample(), "").statusCode()).isEqualTo(400);
    assertThat(request(GitHubJob.sample(), "&audience=").statusCode()).isEqualTo(400);
  }

  @Test
  void tokenRequest_wrongRequestToken_returns401() throws Exception {
    String url = issuer.environment(GitHubJob.sample()).get("ACTIONS_ID_TOKEN_REQUEST_URL");
    HttpResponse<String> answer = get(url + "&audience=x", "Bearer wrong");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(JSON.readTree(answer.body()).has("message")).isTrue();
  }

  @Test
  void tokenRequest_unknownJob_returns404() throws Exception {
    String url = issuer.environment(GitHubJob.sample()).get("ACTIONS_ID_TOKEN_REQUEST_URL");
    String other = url.replace("/0?", "/7?") + "&audience=x";
    assertThat(get(other, authorization()).statusCode()).isEqualTo(404);
  }

  @Test
  void jwks_keepsOldKeysUntilDropped() throws Exception {
    issuer.rotateKeys();
    issuer.rotateKeys();
    JsonNode discovery =
        JSON.readTree(get(issuer.issuer() + "/.well-known/openid-configuration", "").body());
    assertThat(discovery.path("issuer").asText()).isEqualTo(issuer.issuer().toString());
    String jwks = discovery.path("jwks_uri").asText();
    assertThat(JSON.readTree(get(jwks, "").body()).path("keys")).hasSize(2);
    issuer.dropRetiredKeys();
    assertThat(JSON.readTree(get(jwks, "").body()).path("keys")).hasSize(1);
  }

  @Test
  void scriptedFault_affectsOneTokenRequest() throws Exception {
    issuer.script(IssuerEndpoint.TOKEN, Fault.answer(503, "text/html", "<p>busy</p>"));
    assertThat(request(GitHubJob.sample(), "&audience=x").statusCode()).isEqualTo(503);
    assertThat(request(GitHubJob.sample(), "&audience=x").statusCode()).isEqualTo(200);
    assertThat(issuer.requests())
        .extracting(request -> request.status().orElse(0))
        .containsExactly(503, 200);
  }

  private HttpResponse<String> request(GitHubJob job, String query) throws Exception {
    String url = issuer.environment(job).get("ACTIONS_ID_TOKEN_REQUEST_URL");
    return get(url + query, authorization());
  }

  private String authorization() {
    Map<String, String> environment = issuer.environment(GitHubJob.sample());
    return "Bearer " + environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
  }

  private HttpResponse<String> get(String url, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode claims(String token) throws Exception {
    return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }
}

package dev.trustedpublishing.testkit.registry.npm;

import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.JSON;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.PACKAGE;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.TRUST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.http.Fault;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

  private static final String INSTALL = "application/vnd.npm.install-v1+json";

  private static NpmFixture fixture;
  private static NpmFixture.Running running;
  private static String token;

  @BeforeAll
  static void publish() throws Exception {
    fixture = new NpmFixture();
    running =
        fixture.start(settings ->
            settings
                .trust(PACKAGE, TRUST)
                .privatePackages("@acme/secret")
                .trust("@acme/secret", TRUST)
                .packages("empty"));
    token = running.apiToken();
    PublishRequest document =
        PublishRequest.sample()
            .with(json -> {
              ObjectNode manifest = (ObjectNode) json.at("/versions/1.0.0");
              manifest.put("readme", "# hello").put("readmeFilename", "README.md");
              manifest.putObject("dependencies").put("left-pad", "^1.0.0");
              manifest.putObject("bin").put("hello", "cli.js");
            });
    assertThat(running.publish(token, document).statusCode()).isEqualTo(200);
    running.publish(token, new PublishRequest(PACKAGE, "2.0.0", "x"));
    running.registry.unpublish(PACKAGE, "2.0.0");
    running.publish(
        running.apiToken("@acme%2fsecret"), new PublishRequest("@acme/secret", "1.0.0", "y"));
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/@acme%2fhello",
        "/@acme%2Fhello",
        "/%40acme%2Fhello",
        "/@acme/hello",
        "/@acme%2fhello?write=true"
      })
  void packument_isComplete(String path) throws Exception {
    HttpResponse<String> answer = running.get(path, "Accept", "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode packument = JSON.readTree(answer.body());
    assertThat(packument.fieldNames())
        .toIterable()
        .containsExactly(
            "_id", "name", "dist-tags", "versions", "time", "readme", "readmeFilename");
    assertThat(packument.path("_id").asText()).isEqualTo(PACKAGE);
    assertThat(packument.path("versions").fieldNames()).toIterable().containsExactly("1.0.0");
    assertThat(packument.path("time").fieldNames())
        .toIterable()
        .containsExactly("created", "modified", "1.0.0", "2.0.0");
    JsonNode manifest = packument.at("/versions/1.0.0");
    assertThat(manifest.path("readme").asText()).isEqualTo("# hello");
    assertThat(manifest.at("/dist/tarball").asText())
        .isEqualTo(running.server.uri() + "/@acme/hello/-/hello-1.0.0.tgz");
  }

  @Test
  void packument_forInstallers_isAbbreviated() throws Exception {
    HttpResponse<String> answer =
        running.get("/@acme%2fhello", "Accept", INSTALL + "; q=1.0, application/json; q=0.8, */*");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(INSTALL);
    JsonNode packument = JSON.readTree(answer.body());
    assertThat(packument.fieldNames())
        .toIterable()
        .containsExactly("name", "modified", "dist-tags", "versions");
    assertThat(packument.at("/versions/1.0.0").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "version", "dist", "dependencies", "bin");
    assertThat(packument.at("/versions/1.0.0/dist/integrity").asText()).startsWith("sha512-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/@acme%2fhello/1.0.0", "/@acme/hello/1.0.0", "/@acme/hello/latest"})
  void manifest_isFoundByVersionOrTag(String path) throws Exception {
    HttpResponse<String> answer = running.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).path("_id").asText()).isEqualTo("@acme/hello@1.0.0");
  }

  @Test
  void tarball_equalsPublishedBytes() throws Exception {
    HttpResponse<String> answer = running.get("/@acme/hello/-/hello-1.0.0.tgz");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(answer.body()).isEqualTo("a tarball");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/unknown",
        "/empty",
        "/@acme",
        "/@acme/secret",
        "/@acme/hello/2.0.0",
        "/@acme/hello/-/hello-2.0.0.tgz",
        "/@acme/hello/-/@acme/hello-1.0.0.tgz",
        "/@acme/secret/-/secret-1.0.0.tgz",
        "/-/package/unknown/visibility",
        "/-/package/@acme%2Fhello/visibility",
        "/-/package/@acme%2fsecret/visibility",
        "/-/package/unknown/dist-tags",
        "/-/npm/v1/attestations/@acme%2fhello@1.0.0",
        "/-/npm/v1/attestations/nothing"
      })
  void unknownPath_returns404(String path) throws Exception {
    HttpResponse<String> answer = running.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
  }

  @Test
  void visibility_isShownToAuthorizedClients() throws Exception {
    assertThat(running.get("/-/package/@acme%2fhello/visibility").body())
        .isEqualTo("{\"public\":true}");
    String secret = running.apiToken("@acme%2fsecret");
    assertThat(
            running
                .get("/-/package/@acme%2fsecret/visibility", "Authorization", "Bearer " + secret)
                .body())
        .isEqualTo("{\"public\":false}");
  }

  static Stream<Arguments> sessionOnly() {
    return Stream.of(
        argumentSet("revoke a token", "DELETE", "/-/npm/v1/tokens/token/x"),
        argumentSet("list tokens", "GET", "/-/npm/v1/tokens"),
        argumentSet("list trust", "GET", "/-/package/@acme%2fhello/trust"),
        argumentSet("add trust", "POST", "/-/package/@acme%2fhello/trust"),
        argumentSet("remove trust", "DELETE", "/-/package/@acme%2fhello/trust/x"),
        argumentSet("tag", "PUT", "/-/package/@acme%2fhello/dist-tags/next"),
        argumentSet("untag", "DELETE", "/-/package/@acme%2fhello/dist-tags/next"),
        argumentSet("list staged", "GET", "/-/stage"),
        argumentSet("approve", "POST", "/-/stage/x/approve"),
        argumentSet("reject", "DELETE", "/-/stage/x"));
  }

  @ParameterizedTest
  @MethodSource("sessionOnly")
  void sessionOnlyEndpoint_apiToken_returns401(String method, String path) throws Exception {
    HttpResponse<String> answer =
        running.send(method, path, "", "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("OTP");
  }

  @Test
  void whoami_acceptsAccountTokensOnly() throws Exception {
    HttpResponse<String> publisher = running.get("/-/whoami", "Authorization", "Bearer " + token);
    assertThat(publisher.statusCode()).isEqualTo(401);
    HttpResponse<String> account =
        running.get("/-/whoami", "Authorization", "Bearer " + running.registry.accountToken());
    assertThat(account.body()).isEqualTo("{\"username\":\"octocat\"}");
  }

  @Test
  void ping_returnsEmptyObject() throws Exception {
    assertThat(running.get("/-/ping").body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "PATCH"})
  void otherMethod_returns405(String method) throws Exception {
    HttpResponse<String> answer = running.send(method, "/@acme%2fhello", "");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, PUT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/@acme%2Fhello", "/%40acme%2fhello", "/@acme/hello", "/hello", "/"})
  void publish_otherNameEscaping_returns404(String path) throws Exception {
    HttpResponse<String> answer =
        running.send(
            "PUT",
            path,
            new PublishRequest(PACKAGE, "3.0.0", "z").write(),
            "Authorization",
            "Bearer " + token);
    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void scriptedFaults_affectEachEndpoint() throws Exception {
    for (NpmEndpoint endpoint :
        new NpmEndpoint[] {
          NpmEndpoint.PACKUMENT, NpmEndpoint.TARBALL, NpmEndpoint.VISIBILITY, NpmEndpoint.OTHER
        }) {
      running.registry.script(endpoint, Fault.answer(503, "text/plain", "later"));
    }
    for (String path :
        new String[] {
          "/@acme%2fhello",
          "/@acme/hello/-/hello-1.0.0.tgz",
          "/-/package/@acme%2fhello/visibility",
          "/-/ping"
        }) {
      assertThat(running.get(path).statusCode()).isEqualTo(503);
      assertThat(running.get(path).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void maintenance_unknownTarget_throws() {
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> running.registry.unpublish("unknown", "1.0.0"))
        .withMessage("no such version: unknown@1.0.0");
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> running.registry.approve("x"))
        .withMessage("nothing is staged as x");
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> running.registry.reject("x"))
        .withMessage("nothing is staged as x");
  }

  @Test
  void close_deletesFilesAndIsIdempotent() throws Exception {
    var other = fixture.start(settings -> settings.trust(PACKAGE, TRUST));
    other.publish(other.apiToken(), PublishRequest.sample());
    other.close();
    other.close();
    assertThat(other.registry.directory()).doesNotExist();
  }
}

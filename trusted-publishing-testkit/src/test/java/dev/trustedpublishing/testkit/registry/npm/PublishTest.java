package dev.trustedpublishing.testkit.registry.npm;

import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.JSON;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.PACKAGE;
import static dev.trustedpublishing.testkit.registry.npm.NpmFixture.TRUST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.npm.model.Permission;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.npm.token.IssuedTokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Its cases are meant to drive our client too. */
public class PublishTest {

  private static final String TGZ = "@acme/hello-1.0.0.tgz";
  private static final String DUPLICATE =
      "You cannot publish over the previously published versions: 1.0.0.";

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
  void publish_validDocument_storesVersion() throws Exception {
    try (var running = start()) {
      PublishRequest document = PublishRequest.sample();
      HttpResponse<String> answer = running.publish(running.apiToken(), document);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"success\":true}");
      Publication accepted = running.registry.published().get(0);
      assertThat(accepted.packageName()).isEqualTo(PACKAGE);
      assertThat(accepted.version()).isEqualTo("1.0.0");
      assertThat(accepted.tag()).isEqualTo("latest");
      assertThat(accepted.access()).isNull();
      assertThat(accepted.tarball()).hasBinaryContent(document.tarball());
      assertThat(accepted.size()).isEqualTo(9);
      assertThat(accepted.shasum())
          .isEqualTo(accepted.manifest().path("dist").path("shasum").asText());
      assertThat(accepted.integrity())
          .isEqualTo(accepted.manifest().path("dist").path("integrity").asText());
      assertThat(accepted.provenance()).isEmpty();
      assertThat(accepted.document().path("_attachments").path(TGZ).has("data")).isFalse();
      assertThat(running.registry.requests())
          .last()
          .satisfies(request -> assertThat(request.target()).isEqualTo("/@acme%2fhello"));
    }
  }

  public static Stream<Arguments> accepted() {
    return Stream.of(
        change("access public", document -> document.put("access", "public")),
        change("access not said", document -> document.remove("access")),
        change("no description", document -> document.remove("description")),
        change("another tag", document -> tags(document, "beta")),
        change("a tag like a word and a number", document -> tags(document, "v-next")),
        change("what npm leaks", document -> manifest(document).put("_resolved", "/home/me")),
        change("deprecated from the start", document -> manifest(document).put("deprecated", "x")));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void publish_acceptedVariant_returns200(Consumer<ObjectNode> change) throws Exception {
    try (var running = start()) {
      HttpResponse<String> answer =
          running.publish(running.apiToken(), PublishRequest.sample().with(change));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(running.registry.published()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0",
        "1.0.0-beta.1",
        "1.0.0-0a.x-y",
        "10.20.30+build.5",
        "1.0.0-rc.1+sha-5114f85"
      })
  void publish_validVersion_returns200(String version) throws Exception {
    try (var running = start()) {
      HttpResponse<String> answer =
          running.publish(running.apiToken(), new PublishRequest(PACKAGE, version, "x"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  public static Stream<Arguments> refused() {
    String place = "versions[\"1.0.0\"].";
    String attachment = "_attachments[\"" + TGZ + "\"]";
    return Stream.of(
        refused("no name", "name is missing, expected \"@acme/hello\"", d -> d.remove("name")),
        refused("another name", "name is \"x\", expected \"@acme/hello\"", d -> d.put("name", "x")),
        refused("no id", "_id is missing, expected \"@acme/hello\"", d -> d.remove("_id")),
        refused(
            "id with a version",
            "_id is \"@acme/hello@1.0.0\", expected \"@acme/hello\"",
            d -> d.put("_id", "@acme/hello@1.0.0")),
        refused(
            "no versions",
            "versions has 0 entries, expected exactly one",
            d -> d.remove("versions")),
        refused(
            "two versions",
            "versions has 2 entries, expected exactly one",
            d -> d.withObject("/versions").putObject("1.0.1")),
        refused(
            "versions in a list",
            "versions has 1 entries, expected exactly one",
            d -> d.putArray("versions").add("1.0.0")),
        refused(
            "another version inside",
            place + "version is \"1.0.1\", expected \"1.0.0\"",
            d -> manifest(d).put("version", "1.0.1")),
        refused(
            "another name inside",
            place + "name is \"x\", expected \"@acme/hello\"",
            d -> manifest(d).put("name", "x")),
        refused(
            "id inside without a version",
            place + "_id is \"@acme/hello\", expected \"@acme/hello@1.0.0\"",
            d -> manifest(d).put("_id", "@acme/hello")),
        refused(
            "no tags", "dist-tags has 0 entries, expected exactly one", d -> d.remove("dist-tags")),
        refused(
            "two tags",
            "dist-tags has 2 entries, expected exactly one",
            d -> d.withObject("/dist-tags").put("next", "1.0.0")),
        refused(
            "tag of another version",
            "dist-tags[\"latest\"] is \"0.9.0\", expected \"1.0.0\"",
            d -> d.withObject("/dist-tags").put("latest", "0.9.0")),
        refused("tag like a version", range("1.0.0"), d -> tags(d, "1.0.0")),
        refused("tag like a range", range("1.x"), d -> tags(d, "1.x")),
        refused("tag with a v", range("v1"), d -> tags(d, "v1")),
        refused("empty tag", range(""), d -> tags(d, "")),
        refused(
            "access",
            "access is \"private\", expected \"public\", \"restricted\" or null",
            d -> d.put("access", "private")),
        refused(
            "access as a number",
            "access is 1, expected \"public\", \"restricted\" or null",
            d -> d.put("access", 1)),
        refused(
            "no integrity",
            place + "dist.integrity is missing, expected \"sha512-",
            d -> dist(d).remove("integrity")),
        refused(
            "integrity of something else",
            place + "dist.integrity is \"sha512-AAAA\", expected \"sha512-",
            d -> dist(d).put("integrity", "sha512-AAAA")),
        refused(
            "no shasum",
            place + "dist.shasum is missing, expected \"",
            d -> dist(d).remove("shasum")),
        refused(
            "shasum in upper case",
            place + "dist.shasum is \"",
            d -> dist(d).put("shasum", dist(d).path("shasum").asText().toUpperCase(Locale.ROOT))),
        refused(
            "no tarball address",
            place + "dist.tarball is , expected an address",
            d -> dist(d).remove("tarball")),
        refused(
            "no attachments",
            "there is no attachment @acme/hello-1.0.0.tgz",
            d -> d.remove("_attachments")),
        refused(
            "attachment without the scope",
            "_attachments[\"hello-1.0.0.tgz\"] is unexpected, expected @acme/hello-1.0.0.tgz and"
                + " @acme/hello-1.0.0.sigstore",
            d -> rename(d, "hello-1.0.0.tgz")),
        refused(
            "a second attachment",
            "_attachments[\"x.tgz\"] is unexpected, expected @acme/hello-1.0.0.tgz and"
                + " @acme/hello-1.0.0.sigstore",
            d -> {
              d.withObject("/_attachments").set("x.tgz", attachment(d).deepCopy());
            }),
        refused(
            "content type",
            attachment + ".content_type is application/gzip, expected application/octet-stream",
            d -> attachment(d).put("content_type", "application/gzip")),
        refused(
            "no content type",
            attachment + ".content_type is null, expected application/octet-stream",
            d -> attachment(d).remove("content_type")),
        refused(
            "length of the base64",
            attachment + ".length is 12, expected 9",
            d -> attachment(d).put("length", 12)),
        refused(
            "length as text",
            attachment + ".length is null, expected 9",
            d -> attachment(d).put("length", "9")),
        refused("no data", attachment + " has no data", d -> attachment(d).remove("data")),
        refused(
            "data is not a text",
            attachment + ".data is not a text",
            d -> attachment(d).put("data", 1)),
        refused(
            "data is not base64",
            attachment + ".data is not base64",
            d -> attachment(d).put("data", "{tarball}")),
        refused(
            "base64 without its end",
            attachment + ".data is not base64",
            d -> attachment(d).put("data", "YQ")),
        refused(
            "no bytes",
            attachment + " is empty",
            d -> attachment(d).put("data", "").put("length", 0)),
        refused(
            "attachment is a text",
            attachment + " is not a JSON object",
            d -> d.withObject("/_attachments").put(TGZ, "x")),
        refused(
            "attachments in a list",
            "_attachments is not a JSON object",
            d -> d.putArray("_attachments")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void publish_invalidDocument_returns400(String message, Consumer<ObjectNode> change)
      throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      assertRefused(
          running, running.publish(token, PublishRequest.sample().with(change)), 400, message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.0",
        "v1.0.0",
        "1.0.0.0",
        "01.0.0",
        "1.0.0-",
        "1.0.0-01",
        "1.0.0+",
        "latest"
      })
  void publish_invalidVersion_returns400(String version) throws Exception {
    try (var running = start()) {
      assertRefused(
          running,
          running.publish(running.apiToken(), new PublishRequest(PACKAGE, version, "x")),
          400,
          "\"" + version + "\" is not a version by the rules of SemVer");
    }
  }

  public static Stream<Arguments> noDocuments() {
    return Stream.of(
        argumentSet("nothing", "", "the document is not a JSON object"),
        argumentSet("a list", "[]", "the document is not a JSON object"),
        argumentSet("a text", "\"x\"", "the document is not a JSON object"),
        argumentSet("no JSON", "name=x", "the document is not JSON: "),
        argumentSet("cut off", "{\"name\":\"@acme/he", "the document is not JSON: "),
        argumentSet(
            "cut off in the data",
            "{\"_attachments\":{\"x.tgz\":{\"data\":\"YWFh",
            "_attachments[\"x.tgz\"].data is not base64"),
        argumentSet("a field twice", "{\"name\":\"a\",\"name\":\"b\"}", "Duplicate field 'name'"),
        argumentSet("more behind it", "{}{}", "the document is followed by something else"));
  }

  @ParameterizedTest
  @MethodSource("noDocuments")
  void publish_malformedBody_returns400(String body, String message) throws Exception {
    try (var running = start()) {
      assertRefused(
          running, running.publish(running.apiToken(), "@acme%2fhello", body), 400, message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer npm_unknown", "Basic dTpw", "Bearer"})
  void publish_withoutValidToken_returns401(String authorization) throws Exception {
    try (var running = start()) {
      HttpResponse<String> answer =
          running.send(
              "PUT",
              "/@acme%2fhello",
              PublishRequest.sample().write(),
              "Authorization",
              authorization);
      assertRefused(running, answer, 401, "Unable to authenticate");
    }
  }

  @Test
  void publish_expiredToken_returns401() throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      fixture.clock.advance(IssuedTokens.LIFETIME.minus(Duration.ofSeconds(1)));
      assertThat(running.publish(token, PublishRequest.sample()).statusCode()).isEqualTo(200);
      fixture.clock.advance(Duration.ofSeconds(1));
      HttpResponse<String> answer =
          running.publish(token, new PublishRequest(PACKAGE, "1.0.1", "x"));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("Unable to authenticate");
    }
  }

  @Test
  void publish_tokenForAnotherPackage_returns404() throws Exception {
    try (var running =
        fixture.start(settings -> settings.trust(PACKAGE, TRUST).trust("b", TRUST))) {
      assertRefused(
          running,
          running.publish(running.apiToken("b"), PublishRequest.sample()),
          404,
          "Not found");
    }
  }

  @Test
  void publish_stageOnlyPublisher_returns403() throws Exception {
    Trust stage = TRUST.permitting(Permission.CREATE_STAGED_PACKAGE);
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, stage))) {
      assertRefused(
          running,
          running.publish(running.apiToken(), PublishRequest.sample()),
          403,
          "OIDC permission denied for this action");
    }
  }

  @Test
  void publish_existingVersion_returns403EvenIfUnpublished() throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      running.publish(token, PublishRequest.sample());
      for (String content : List.of("a tarball", "another one")) {
        HttpResponse<String> answer =
            running.publish(token, new PublishRequest(PACKAGE, "1.0.0", content));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(error(answer)).isEqualTo(DUPLICATE);
      }
      running.registry.unpublish(PACKAGE, "1.0.0");
      HttpResponse<String> answer = running.publish(token, PublishRequest.sample());
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(error(answer)).isEqualTo(DUPLICATE);
      assertThat(running.registry.published()).isEmpty();
    }
  }

  @Test
  void publish_restrictedAccess_returns402() throws Exception {
    try (var running = start()) {
      PublishRequest document =
          PublishRequest.sample().with(json -> json.put("access", "restricted"));
      assertRefused(
          running,
          running.publish(running.apiToken(), document),
          402,
          "You must sign up for private packages");
    }
  }

  @Test
  void publish_privatePackage_staysPrivate() throws Exception {
    try (var running =
        fixture.start(settings -> settings.privatePackages(PACKAGE).trust(PACKAGE, TRUST))) {
      String token = running.apiToken();
      assertThat(running.publish(token, PublishRequest.sample()).statusCode()).isEqualTo(200);
      assertThat(running.get("/@acme%2fhello").statusCode()).isEqualTo(404);
      assertThat(running.get("/@acme%2fhello", "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void publish_restrictedAccessWithoutScope_returns400() throws Exception {
    try (var running = fixture.start(settings -> settings.trust("hello", TRUST))) {
      PublishRequest document =
          new PublishRequest("hello", "1.0.0", "x").with(json -> json.put("access", "restricted"));
      assertRefused(
          running,
          running.publish(running.apiToken("hello"), document),
          400,
          "access is \"restricted\", which only a package with a scope can be");
    }
  }

  @Test
  void publish_firstVersion_isAlwaysTaggedLatest() throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      running.publish(token, PublishRequest.sample().with(json -> tags(json, "beta")));
      running.publish(
          token,
          new PublishRequest(PACKAGE, "1.1.0", "x")
              .with(json -> json.putObject("dist-tags").put("beta", "1.1.0")));
      HttpResponse<String> answer = running.get("/-/package/@acme%2fhello/dist-tags");
      assertThat(JSON.readTree(answer.body()))
          .isEqualTo(JSON.createObjectNode().put("beta", "1.1.0").put("latest", "1.0.0"));
    }
  }

  @Test
  void publish_accountToken_createsValidPackagesOnly() throws Exception {
    try (var running = fixture.start(settings -> settings)) {
      String token = running.registry.accountToken();
      assertThat(running.publish(token, new PublishRequest("a", "1.0.0", "x")).statusCode())
          .isEqualTo(200);
      assertThat(running.publish(token, PublishRequest.sample()).statusCode()).isEqualTo(402);
      PublishRequest open = PublishRequest.sample().with(json -> json.put("access", "public"));
      assertThat(running.publish(token, open).statusCode()).isEqualTo(200);
      for (String name : List.of("Capital", ".dot", "_low", "node_modules", "a".repeat(215))) {
        HttpResponse<String> answer =
            running.publish(token, new PublishRequest(name, "1.0.0", "x"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer)).contains("\"" + name + "\" can't be the name of a new package");
      }
    }
  }

  @Test
  void publish_largeTarball_isStoredAndRejectionLeavesNoFile() throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      PublishRequest large = new PublishRequest(PACKAGE, "1.0.0", "x".repeat(30_000_000));
      assertThat(running.publish(token, large).statusCode()).isEqualTo(200);
      assertThat(running.publish(token, large).statusCode()).isEqualTo(403);
      assertThat(files(running)).hasSize(1);
    }
  }

  @Test
  void publish_scriptedFault_isReturnedOnce() throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      running.registry.script(
          NpmEndpoint.PUBLISH,
          Fault.answer(409, "application/json", "{\"error\":\"Failed to save packument.\"}"));
      assertThat(running.publish(token, PublishRequest.sample()).statusCode()).isEqualTo(409);
      assertThat(running.registry.published()).isEmpty();
      assertThat(running.publish(token, PublishRequest.sample()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void stage_waitsForApproval() throws Exception {
    Trust stageOnly = TRUST.permitting(Permission.CREATE_STAGED_PACKAGE);
    try (var running = fixture.start(settings -> settings.trust(PACKAGE, stageOnly))) {
      String token = running.apiToken();
      HttpResponse<String> answer = running.stage(token, PublishRequest.sample());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.fieldNames()).toIterable().containsExactly("message", "stageId");
      assertThat(running.registry.published()).isEmpty();
      assertThat(running.get("/@acme%2fhello").statusCode()).isEqualTo(404);

      HttpResponse<String> again = running.stage(token, PublishRequest.sample());
      assertThat(again.statusCode()).isEqualTo(409);
      assertThat(error(again))
          .isEqualTo("Cannot publish over previously staged version \"1.0.0\".");

      running.registry.approve(body.path("stageId").asText());
      assertThat(running.registry.published()).hasSize(1);
      HttpResponse<String> late = running.stage(token, PublishRequest.sample());
      assertThat(late.statusCode()).isEqualTo(409);
      assertThat(error(late)).isEqualTo(DUPLICATE);
    }
  }

  @Test
  void stage_rejectedVersion_isCleared() throws Exception {
    try (var running = start()) {
      String token = running.apiToken();
      running.stage(token, PublishRequest.sample());
      HttpResponse<String> early = running.publish(token, PublishRequest.sample());
      assertThat(early.statusCode()).isEqualTo(409);
      assertThat(error(early))
          .isEqualTo("Cannot publish over previously staged version \"1.0.0\".");
      running.registry.reject(running.registry.staged().keySet().iterator().next());
      assertThat(running.publish(token, PublishRequest.sample()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void stage_requiresExistingPackageAndPermission() throws Exception {
    Trust publishOnly = TRUST.permitting(Permission.CREATE_PACKAGE);
    try (var running =
        fixture.start(settings -> settings.trust(PACKAGE, publishOnly).trustForAnyPackage(TRUST))) {
      HttpResponse<String> forbidden = running.stage(running.apiToken(), PublishRequest.sample());
      assertThat(forbidden.statusCode()).isEqualTo(403);
      assertThat(error(forbidden)).isEqualTo("OIDC permission denied for this action");
      HttpResponse<String> unknown =
          running.stage(running.apiToken("new"), new PublishRequest("new", "1.0.0", "x"));
      assertThat(unknown.statusCode()).isEqualTo(404);
    }
  }

  public static Stream<Arguments> provenance() throws IOException {
    GitHubJob job = GitHubJob.sample();
    ProvenanceSigner signer = ProvenanceSigner.of(job);
    ProvenanceSigner stranger = ProvenanceSigner.of(job.withRepository("other", "7"));
    return Stream.of(
        provenance("no JSON", "the bundle is not JSON: ", document -> "bundle"),
        provenance("no envelope", "dsseEnvelope.payload is missing", document -> "{}"),
        provenance(
            "no certificate",
            "certificate.rawBytes is missing",
            document -> "{\"dsseEnvelope\":{\"payload\":\"e30=\"}}"),
        provenance(
            "certificate",
            "the certificate can't be read",
            document ->
                signed(signer, document, json -> {})
                    .replaceFirst("\"rawBytes\":\"[^\"]*\"", "\"rawBytes\":\"AAAA\"")),
        provenance(
            "another media type",
            "content_type is \"" + ProvenanceSigner.MEDIA_TYPE + "\", expected \"x\"",
            document ->
                signed(signer, document, json -> {}).replace(ProvenanceSigner.MEDIA_TYPE, "x")),
        provenance(
            "another payload type",
            "payloadType is \"x\", expected \"application/vnd.in-toto+json\"",
            document ->
                signed(signer, document, json -> {}).replace("application/vnd.in-toto+json", "x")),
        provenance(
            "no log entry",
            "the bundle has no entry of a transparency log",
            document ->
                signed(signer, document, json -> {})
                    .replaceFirst("\"tlogEntries\":\\[.*?\\]", "\"tlogEntries\":[]")),
        provenance(
            "signature of another key",
            "the signature is not one of the certificate over the payload",
            document -> mixed(signer, stranger, document)),
        provenance(
            "two subjects",
            "found 2 subjects, expected one",
            document -> signed(signer, document, json -> json.withArray("/subject").addObject())),
        provenance(
            "another package",
            "subject[0].name is \"pkg:npm/x@1.0.0\", expected \"pkg:npm/%40acme/hello@1.0.0\"",
            document ->
                signed(
                    signer,
                    document,
                    json -> ((ObjectNode) json.at("/subject/0")).put("name", "pkg:npm/x@1.0.0"))),
        provenance(
            "another tarball",
            "subject[0].digest.sha512 is \"00\", expected \"",
            document ->
                signed(
                    signer,
                    document,
                    json -> ((ObjectNode) json.at("/subject/0/digest")).put("sha512", "00"))),
        provenance(
            "self-hosted runner",
            "Unsupported GitHub Actions runner environment: \"self-hosted\". Only"
                + " \"github-hosted\" runners are supported when publishing with provenance.",
            document ->
                signed(
                    ProvenanceSigner.of(job.withRunnerEnvironment("self-hosted")),
                    document,
                    json -> {})),
        provenance(
            "private repository",
            "Unsupported GitHub Actions source repository visibility: \"private\". Only public"
                + " source repositories are supported when publishing with provenance.",
            document -> signed(ProvenanceSigner.of(job, "private"), document, json -> {})),
        provenance(
            "another repository",
            "Failed to validate repository information: package.json: \"repository.url\" is"
                + " \"git+https://github.com/octo-org/sampleproject.git\", expected to match"
                + " \"https://github.com/octo-org/other\" from provenance",
            document -> signed(stranger, document, json -> {})),
        provenance(
            "no repository",
            "Failed to validate repository information: package.json: \"repository.url\" is \"\","
                + " expected to match \"https://github.com/octo-org/sampleproject\" from"
                + " provenance",
            document -> {
              document.with(json -> manifest(json).remove("repository"));
              return signed(signer, document, json -> {});
            }));
  }

  @ParameterizedTest
  @MethodSource("provenance")
  void publish_invalidProvenance_returns422(String reason, Bundle bundle) throws Exception {
    try (var running = start()) {
      PublishRequest document = PublishRequest.sample();
      document.withProvenance(bundle.of(document));
      assertRefused(
          running,
          running.publish(running.apiToken(), document),
          422,
          "Error verifying sigstore provenance bundle: " + reason);
    }
  }

  @Test
  void publish_validProvenance_isAttached() throws Exception {
    ProvenanceSigner signer = ProvenanceSigner.of(GitHubJob.sample());
    try (var running = start()) {
      PublishRequest document = PublishRequest.sample();
      String bundle = signed(signer, document, json -> {});
      HttpResponse<String> answer =
          running.publish(running.apiToken(), document.withProvenance(bundle));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(running.registry.published().get(0).provenance()).hasValue(bundle);
      JsonNode attestations =
          JSON.readTree(running.get("/@acme%2fhello/1.0.0").body()).at("/dist/attestations");
      assertThat(attestations.at("/provenance/predicateType").asText())
          .isEqualTo("https://slsa.dev/provenance/v1");
      String url = attestations.path("url").asText();
      assertThat(url)
          .isEqualTo(running.server.uri() + "/-/npm/v1/attestations/@acme%2fhello@1.0.0");
      JsonNode read =
          JSON.readTree(
              running.get(url.substring(running.server.uri().toString().length())).body());
      assertThat(read.at("/attestations/0/bundle")).isEqualTo(JSON.readTree(bundle));
    }
  }

  @Test
  void publish_provenanceOfWrongLength_returns400() throws Exception {
    ProvenanceSigner signer = ProvenanceSigner.of(GitHubJob.sample());
    try (var running = start()) {
      PublishRequest document = PublishRequest.sample();
      String bundle = signed(signer, document, json -> {});
      document.attach(
          "@acme/hello-1.0.0.sigstore", ProvenanceSigner.MEDIA_TYPE, bundle, bundle.length() + 1);
      assertRefused(
          running,
          running.publish(running.apiToken(), document),
          400,
          "_attachments[\"@acme/hello-1.0.0.sigstore\"].length is " + (bundle.length() + 1));
    }
  }

  /** Creates a bundle for a document, which it may change. */
  public interface Bundle {

    /** Creates the bundle. */
    String of(PublishRequest document) throws IOException;
  }

  private static Arguments provenance(String name, String reason, Bundle bundle) {
    return argumentSet(name, reason, bundle);
  }

  private static String signed(
      ProvenanceSigner signer, PublishRequest document, Consumer<ObjectNode> change) {
    ObjectNode statement = signer.statement(PACKAGE, "1.0.0", document.tarball());
    change.accept(statement);
    return signer.sign(statement);
  }

  /** The bundle of one signer with the certificate of another. */
  private static String mixed(ProvenanceSigner one, ProvenanceSigner other, PublishRequest document)
      throws IOException {
    ObjectNode bundle = (ObjectNode) JSON.readTree(signed(one, document, json -> {}));
    JsonNode foreign = JSON.readTree(signed(other, document, json -> {}));
    bundle
        .withObject("/verificationMaterial")
        .set("certificate", foreign.at("/verificationMaterial/certificate"));
    return bundle.toString();
  }

  private static NpmFixture.Running start() throws IOException {
    return fixture.start(settings -> settings.trust(PACKAGE, TRUST));
  }

  private static void assertRefused(
      NpmFixture.Running running, HttpResponse<String> answer, int status, String message)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("success").asBoolean(true)).isFalse();
    assertThat(error(answer)).contains(message);
    assertThat(running.registry.published()).isEmpty();
    assertThat(files(running)).isEmpty();
  }

  private static List<Path> files(NpmFixture.Running running) throws IOException {
    try (Stream<Path> files = Files.list(running.registry.directory())) {
      return files.toList();
    }
  }

  private static String error(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body()).path("error").asText();
  }

  private static Arguments change(String name, Consumer<ObjectNode> change) {
    return argumentSet(name, change);
  }

  private static Arguments refused(String name, String message, Consumer<ObjectNode> change) {
    return argumentSet(name, message, change);
  }

  private static String range(String tag) {
    return "the tag \"" + tag + "\" reads as a range of versions, expected a name";
  }

  private static void tags(ObjectNode document, String tag) {
    document.putObject("dist-tags").put(tag, "1.0.0");
  }

  private static ObjectNode manifest(ObjectNode document) {
    return (ObjectNode) document.at("/versions/1.0.0");
  }

  private static ObjectNode dist(ObjectNode document) {
    return (ObjectNode) manifest(document).path("dist");
  }

  private static ObjectNode attachment(ObjectNode document) {
    return (ObjectNode) document.path("_attachments").path(TGZ);
  }

  private static void rename(ObjectNode document, String name) {
    ObjectNode attachments = (ObjectNode) document.path("_attachments");
    attachments.set(name, attachments.remove(TGZ));
  }
}

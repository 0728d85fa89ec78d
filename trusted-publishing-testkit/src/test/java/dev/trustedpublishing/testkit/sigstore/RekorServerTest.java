package dev.trustedpublishing.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RekorServerTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String ERROR = "error processing entry: ";

  private SigstoreFixture fixture;
  private MinimalSigner signer;

  @BeforeEach
  void start() throws Exception {
    fixture = new SigstoreFixture(Clock.systemUTC());
    signer = fixture.signer();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Changes a proposal, whose envelope is text. */
  private interface Change {
    void apply(ObjectNode content, MinimalSigner stranger) throws Exception;
  }

  @Test
  void entry_isCanonical() throws Exception {
    ObjectNode proposal = signer.proposal(signer.envelope("{\"a\": 1}"));
    HttpResponse<String> response = signer.log(proposal);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    LoggedEntry logged = fixture.instance.entries().get(0);
    JsonNode entry = JSON.readTree(response.body()).path(logged.uuid());
    assertThat(new String(Base64.getDecoder().decode(entry.path("body").asText())))
        .isEqualTo(logged.body())
        .startsWith(
            "{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"envelopeHash\":{\"algorithm\":\"sha256\",\"value\":\"")
        .doesNotContain("proposedContent");
    JsonNode spec = JSON.readTree(logged.body()).path("spec");
    JsonNode content = proposal.at("/spec/proposedContent");
    assertThat(spec.at("/signatures/0/signature"))
        .isEqualTo(JSON.readTree(content.path("envelope").asText()).at("/signatures/0/sig"));
    assertThat(spec.at("/signatures/0/verifier")).isEqualTo(content.at("/verifiers/0"));
    assertThat(response.headers().firstValue("Location"))
        .hasValue("/sigstore/api/v1/log/entries/" + logged.uuid());
    assertThat(logged.uuid()).matches("[0-9a-f]{80}");
    assertThat(entry.path("logIndex").asLong())
        .isEqualTo(logged.logIndex())
        .isGreaterThan(entry.at("/verification/inclusionProof/logIndex").asLong());
  }

  @Test
  void entry_repeated_returns409WithItsLocation() throws Exception {
    ObjectNode proposal = signer.proposal(signer.envelope("{}"));
    HttpResponse<String> first = signer.log(proposal);
    HttpResponse<String> second = signer.log(proposal);

    String location = first.headers().firstValue("Location").orElseThrow();
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.headers().firstValue("Location")).hasValue(location);
    assertThat(JSON.readTree(second.body()).path("message").asText())
        .isEqualTo(
            "an equivalent entry already exists in the transparency log with UUID "
                + location.substring(location.lastIndexOf('/') + 1));
    JsonNode found = JSON.readTree(get(location).body()).elements().next();
    assertThat(found.path("body"))
        .isEqualTo(JSON.readTree(first.body()).elements().next().path("body"));
    assertThat(fixture.instance.entries()).hasSize(1);
  }

  @Test
  void entry_sameStatementSignedAgain_isAnother() throws Exception {
    signer.bundle("{}");
    signer.bundle("{}");
    assertThat(fixture.instance.entries()).hasSize(2);
  }

  @Test
  void find_shortUuid_returnsTheEntry() throws Exception {
    signer.bundle("{}");
    String uuid = fixture.instance.entries().get(0).uuid();
    HttpResponse<String> response = entry(uuid.substring(16));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(response.body()).has(uuid)).isTrue();
  }

  @Test
  void find_unknownOrMalformed_isRejected() throws Exception {
    assertThat(entry("0".repeat(80)).statusCode()).isEqualTo(404);
    HttpResponse<String> malformed = entry("x");
    assertThat(malformed.statusCode()).isEqualTo(422);
    assertThat(malformed.body()).contains("entryUUID in path should match");
  }

  @Test
  void bundle_ofEveryTreeSize_isVerified() throws Exception {
    for (int i = 0; i < 40; i++) {
      verify(signer.bundle("{\"number\": " + i + "}"));
    }
  }

  @Test
  void bundle_ofGitLabJob_isVerified() throws Exception {
    verify(
        MinimalSigner.start(fixture.client, fixture.instance.uri(), fixture.gitlabToken())
            .bundle("{}"));
  }

  @Test
  void bundle_byManyThreads_isVerified() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<ObjectNode>> bundles = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String statement = "{\"number\": " + i + "}";
        bundles.add(threads.submit(() -> signer.bundle(statement)));
      }
      for (Future<ObjectNode> bundle : bundles) {
        verify(bundle.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fixture.instance.entries()).hasSize(40);
    assertThat(fixture.instance.certificates()).hasSize(1);
  }

  private static Stream<Arguments> rejected() {
    return Stream.of(
        rejected(
            "no envelope",
            ERROR + "payload is missing",
            (content, any) -> content.remove("envelope")),
        rejected(
            "envelope that is not JSON",
            ERROR + "payload must be a valid DSSE envelope: ",
            (content, any) -> content.put("envelope", "{")),
        rejected(
            "payload that is not base64",
            ERROR + "payload is not base64",
            (content, any) -> envelope(content, json -> json.put("payload", "?"))),
        rejected(
            "signature that is not base64",
            ERROR + "sig is not base64",
            (content, any) ->
                envelope(content, json -> json.putArray("signatures").addObject().put("sig", "?"))),
        rejected(
            "no signature",
            ERROR
                + "could not verify envelope: accepted signatures do not match threshold, Found: 0,"
                + " Expected 1",
            (content, any) -> envelope(content, json -> json.remove("signatures"))),
        rejected(
            "another payload",
            ERROR + "could not verify envelope: ",
            (content, any) -> envelope(content, json -> json.put("payload", "e30K"))),
        rejected(
            "another type",
            ERROR + "could not verify envelope: ",
            (content, any) -> envelope(content, json -> json.put("payloadType", "text/plain"))),
        rejected(
            "certificate of another signer",
            ERROR + "could not verify envelope: ",
            (content, stranger) ->
                content.set(
                    "verifiers",
                    stranger
                        .proposal(JSON.createObjectNode())
                        .at("/spec/proposedContent/verifiers"))),
        rejected(
            "verifier that is not a certificate",
            ERROR + "could not parse public key as x509: ",
            (content, any) -> content.putArray("verifiers").add("AAAA")),
        rejected(
            "verifier that is not base64",
            ERROR + "verifiers is not base64",
            (content, any) -> content.putArray("verifiers").add("?")),
        rejected(
            "no verifier",
            ERROR + "all signatures must have a key that verifies it",
            (content, any) -> content.remove("verifiers")),
        rejected(
            "signature that nobody verifies",
            ERROR + "all signatures must have a key that verifies it",
            (content, stranger) ->
                envelope(
                    content,
                    json ->
                        ((ArrayNode) json.path("signatures"))
                            .add(stranger.envelope("{}").at("/signatures/0")))));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void entry_invalidProposal_returns400(String message, Change change) throws Exception {
    ObjectNode proposal = signer.proposal(signer.envelope("{}"));
    change.apply(proposal.withObject("/spec/proposedContent"), fixture.signer());
    assertRejected(signer.log(proposal), message);
  }

  @Test
  void entry_anotherKindOrVersion_returns400() throws Exception {
    ObjectNode proposal = signer.proposal(signer.envelope("{}"));
    assertRejected(
        signer.log(proposal.deepCopy().put("kind", "intoto")),
        ERROR + "entry kind 'intoto' with version '0.0.1' is not supported");
    assertRejected(
        signer.log(proposal.deepCopy().put("apiVersion", "0.0.2")),
        ERROR + "entry kind 'dsse' with version '0.0.2' is not supported");
  }

  @Test
  void entry_notJson_returns400() throws Exception {
    assertRejected(
        MinimalSigner.post(fixture.client, fixture.instance.uri() + "/api/v1/log/entries", "{"),
        "parsing body body from \"\" failed: ");
  }

  @ParameterizedTest
  @EnumSource(SigstoreEndpoint.class)
  void script_everyEndpoint_isAnsweredOnce(SigstoreEndpoint endpoint) throws Exception {
    fixture.instance.script(endpoint, Fault.answer(503, "text/plain", "busy"));
    assertThat(request(endpoint).statusCode()).isEqualTo(503);
    assertThat(request(endpoint).statusCode()).isNotEqualTo(503);
  }

  @Test
  void unknownAddressAndMethod_areRejected() throws Exception {
    assertThat(get("/sigstore/api/v1/log").statusCode()).isEqualTo(404);
    assertThat(get("/sigstore/api/v1/log/entries").statusCode()).isEqualTo(405);
    assertThat(get("/sigstore/api/v2/signingCert").statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> request(SigstoreEndpoint endpoint) throws Exception {
    String base = fixture.instance.uri().toString();
    return switch (endpoint) {
      case CONFIGURATION -> get("/sigstore/api/v2/configuration");
      case TRUSTED_ROOT -> get("/sigstore/trusted_root.json");
      case SIGNING_CONFIG -> get("/sigstore/signing_config.v0.2.json");
      case CLIENT_TRUST_CONFIG -> get("/sigstore/client_trust_config.json");
      case GET_ENTRY -> entry("0".repeat(80));
      case CREATE_ENTRY -> MinimalSigner.post(fixture.client, base + "/api/v1/log/entries", "{}");
      case SIGNING_CERTIFICATE ->
          MinimalSigner.post(fixture.client, base + "/api/v2/signingCert", "{}");
    };
  }

  private HttpResponse<String> entry(String uuid) throws Exception {
    return get("/sigstore/api/v1/log/entries/" + uuid);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return fixture.client.send(
        HttpRequest.newBuilder(URI.create(fixture.server.uri() + path)).build(),
        BodyHandlers.ofString());
  }

  private void verify(JsonNode bundle) throws Exception {
    new SigstoreVerifier(TrustAnchors.read(fixture.instance.trustedRoot()))
        .verify(SignedEnvelope.ofBundle(bundle), any -> {});
  }

  private void assertRejected(HttpResponse<String> response, String message) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.path("code").asInt()).isEqualTo(400);
    assertThat(body.path("message").asText()).startsWith(message);
    assertThat(fixture.instance.entries()).isEmpty();
  }

  private static Arguments rejected(String name, String message, Change change) {
    return argumentSet(name, message, change);
  }

  /** Changes an envelope. */
  private interface EnvelopeChange {
    void apply(ObjectNode envelope) throws Exception;
  }

  private static void envelope(ObjectNode content, EnvelopeChange change) throws Exception {
    ObjectNode envelope = (ObjectNode) JSON.readTree(content.path("envelope").asText());
    change.apply(envelope);
    content.put("envelope", envelope.toString());
  }
}

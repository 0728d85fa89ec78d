package dev.trustedpublishing.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.pypi.MutableClock;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FulcioServerTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String BAD_TOKEN = "There was an error processing the identity token";
  private static final String BAD_KEY =
      "The public key supplied in the request could not be parsed";
  private static final String BAD_PROOF =
      "The signature supplied in the request could not be verified";
  private static final MutableClock CLOCK = new MutableClock();

  private static SigstoreFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new SigstoreFixture(CLOCK);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** Changes what a client would send. */
  private interface Change {
    void apply(ObjectNode request) throws Exception;
  }

  @Test
  void certificate_ofGitHubJob_namesTheJob() throws Exception {
    X509Certificate certificate = issued(fixture.githubToken());
    String repository = "https://github.com/octo-org/sampleproject";
    String workflow = repository + "/.github/workflows/release.yml@refs/tags/v1.2.3";

    assertThat(certificate.getSubjectX500Principal().getName()).isEmpty();
    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(6, workflow));
    assertThat(certificate.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.17");
    assertThat(extensions(certificate))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(8, fixture.github.issuer().toString()),
                Map.entry(9, workflow),
                Map.entry(10, "1".repeat(40)),
                Map.entry(11, "github-hosted"),
                Map.entry(12, repository),
                Map.entry(13, "1".repeat(40)),
                Map.entry(14, "refs/tags/v1.2.3"),
                Map.entry(15, "700000001"),
                Map.entry(16, "https://github.com/octo-org"),
                Map.entry(17, "65"),
                Map.entry(18, workflow),
                Map.entry(19, "1".repeat(40)),
                Map.entry(20, "release"),
                Map.entry(21, repository + "/actions/runs/9000000001/attempts/1"),
                Map.entry(22, "public"),
                Map.entry(23, "release"),
                Map.entry(24, "repo:octo-org/sampleproject:environment:release")));
    assertThat(plain(certificate))
        .containsExactly(
            fixture.github.issuer().toString(),
            "release",
            "1".repeat(40),
            "release.yml",
            "octo-org/sampleproject",
            "refs/tags/v1.2.3");
  }

  @Test
  void certificate_ofReusableWorkflow_distinguishesSignerAndCaller() throws Exception {
    Map<String, Object> claims = fixture.github.claims(GitHubJob.sample(), "sigstore");
    claims.put("job_workflow_ref", "octo-org/shared/.github/workflows/publish.yml@refs/tags/v1");
    X509Certificate certificate = issued(fixture.github.sign(claims));

    assertThat(extensions(certificate))
        .containsEntry(
            9, "https://github.com/octo-org/shared/.github/workflows/publish.yml@refs/tags/v1")
        .containsEntry(
            18,
            "https://github.com/octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.3");
  }

  @Test
  void certificate_withoutEnvironment_hasNoSuchExtension() throws Exception {
    String token = fixture.github.token(GitHubJob.sample().withEnvironment(null), "sigstore");
    assertThat(extensions(issued(token))).doesNotContainKey(23);
  }

  @Test
  void certificate_ofGitLabJob_namesTheJob() throws Exception {
    X509Certificate certificate = issued(fixture.gitlabToken());
    String server = "https://" + fixture.gitlab.issuer().getAuthority();
    String project = server + "/octo-group/tools/sampleproject";
    String pipeline = project + "//.gitlab-ci.yml@refs/tags/v1.2.3";

    assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(6, pipeline));
    assertThat(extensions(certificate))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(8, fixture.gitlab.issuer().toString()),
                Map.entry(9, pipeline),
                Map.entry(10, "2".repeat(40)),
                Map.entry(11, "gitlab-hosted"),
                Map.entry(12, project),
                Map.entry(13, "2".repeat(40)),
                Map.entry(14, "refs/tags/v1.2.3"),
                Map.entry(15, "20"),
                Map.entry(16, server + "/octo-group/tools"),
                Map.entry(17, "72"),
                Map.entry(18, pipeline),
                Map.entry(19, "2".repeat(40)),
                Map.entry(20, "push"),
                Map.entry(21, project + "/-/jobs/302"),
                Map.entry(22, "public"),
                Map.entry(
                    24, "project_path:octo-group/tools/sampleproject:ref_type:tag:ref:v1.2.3")));
  }

  @Test
  void certificate_isValidForTenMinutesFromNow() throws Exception {
    X509Certificate certificate = issued(fixture.githubToken());
    Instant now = CLOCK.instant().truncatedTo(ChronoUnit.SECONDS);
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(now);
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofMinutes(10)));
  }

  @Test
  void response_holdsLeafIntermediateAndRoot() throws Exception {
    HttpResponse<String> response = send(request -> {});
    JsonNode chain =
        JSON.readTree(response.body()).at("/signedCertificateEmbeddedSct/chain/certificates");
    List<X509Certificate> certificates = new ArrayList<>();
    for (JsonNode pem : chain) {
      X509Certificate certificate =
          Certificates.read(pem.textValue().getBytes(StandardCharsets.US_ASCII));
      assertThat(Certificates.pem(certificate)).isEqualTo(pem.textValue());
      certificates.add(certificate);
    }

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(certificates).hasSize(3);
    certificates.get(0).verify(certificates.get(1).getPublicKey());
    certificates.get(1).verify(certificates.get(2).getPublicKey());
    certificates.get(2).verify(certificates.get(2).getPublicKey());
    assertThat(fixture.instance.certificates()).contains(certificates.get(0));
  }

  @Test
  void configuration_listsTheIssuers() throws Exception {
    JsonNode issuers = get("/api/v2/configuration").path("issuers");
    assertThat(issuers.findValuesAsText("issuerUrl"))
        .containsExactlyInAnyOrder(
            fixture.github.issuer().toString(), fixture.gitlab.issuer().toString());
    assertThat(issuers.findValuesAsText("audience")).containsOnly("sigstore");
    assertThat(issuers.findValuesAsText("challengeClaim")).containsOnly("sub");
  }

  @Test
  void documents_areServedAndNameTheInstance() throws Exception {
    String address = fixture.instance.uri().toString();
    JsonNode root = get("/trusted_root.json");
    JsonNode config = get("/signing_config.v0.2.json");

    assertThat(root).isEqualTo(JSON.readTree(fixture.instance.trustedRoot()));
    assertThat(root.at("/tlogs/0/baseUrl").asText()).isEqualTo(address);
    assertThat(root.at("/certificateAuthorities/0/certChain/certificates")).hasSize(2);
    assertThat(config).isEqualTo(JSON.readTree(fixture.instance.signingConfig()));
    assertThat(config.at("/caUrls/0/url").asText()).isEqualTo(address);
    assertThat(config.at("/rekorTlogUrls/0/majorApiVersion").asInt()).isEqualTo(1);
    JsonNode both = get("/client_trust_config.json");
    assertThat(both.path("mediaType").asText())
        .isEqualTo("application/vnd.dev.sigstore.clienttrustconfig.v0.1+json");
    assertThat(both.path("trustedRoot")).isEqualTo(root);
    assertThat(both.path("signingConfig")).isEqualTo(config);
  }

  private static Stream<Arguments> rejected() {
    return Stream.of(
        rejected("no token", BAD_TOKEN, request -> request.remove("credentials")),
        rejected("not a token", BAD_TOKEN, request -> token(request, "x.y")),
        rejected(
            "another audience",
            BAD_TOKEN,
            request -> token(request, fixture.github.token(GitHubJob.sample(), "pypi"))),
        rejected(
            "expired token",
            BAD_TOKEN,
            request -> token(request, fixture.github.expiredToken(GitHubJob.sample(), "sigstore"))),
        rejected(
            "unknown issuer",
            BAD_TOKEN,
            request -> token(request, fixture.stranger.token(GitHubJob.sample(), "sigstore"))),
        rejected(
            "signature of another issuer",
            BAD_TOKEN,
            request ->
                token(
                    request,
                    fixture.stranger.sign(fixture.github.claims(GitHubJob.sample(), "sigstore")))),
        rejected("token without subject", BAD_TOKEN, request -> claim(request, "sub", null)),
        rejected(
            "token without a claim that the certificate needs",
            "value <job_workflow_ref> not present in either claims or defaults.",
            request -> claim(request, "job_workflow_ref", null)),
        rejected("no key", BAD_KEY, request -> request.remove("publicKeyRequest")),
        rejected("key that is not base64", BAD_KEY, request -> key(request, "?")),
        rejected("key that is not DER", BAD_KEY, request -> key(request, "AAAA")),
        rejected(
            "weak key",
            "The public key supplied in the request is insecure",
            request -> key(request, rsa(1024))),
        rejected(
            "RSA key", "signing algorithm not permitted: RSA", request -> key(request, rsa(2048))),
        rejected(
            "key on another curve",
            "signing algorithm not permitted: EC",
            request ->
                key(
                    request,
                    MinimalSigner.pem(
                        "PUBLIC KEY", MinimalSigner.key("secp384r1").getPublic().getEncoded()))),
        rejected(
            "no proof",
            BAD_PROOF,
            request -> request.withObject("/publicKeyRequest").remove("proofOfPossession")),
        rejected(
            "proof that is not base64",
            BAD_PROOF,
            request -> request.withObject("/publicKeyRequest").put("proofOfPossession", "?")),
        rejected(
            "proof over another subject",
            BAD_PROOF,
            request -> claim(request, "sub", "repo:octo-org/sampleproject:ref:refs/heads/main")),
        rejected(
            "proof by another key",
            BAD_PROOF,
            request ->
                key(
                    request,
                    MinimalSigner.pem(
                        "PUBLIC KEY", MinimalSigner.key("secp256r1").getPublic().getEncoded()))));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void certificate_invalidRequest_returns400(String message, Change change) throws Exception {
    HttpResponse<String> response = send(change);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.path("code").asInt()).isEqualTo(3);
    assertThat(body.path("message").asText()).startsWith(message);
    assertThat(body.path("details")).isEmpty();
  }

  @Test
  void certificate_notJson_returns400() throws Exception {
    HttpResponse<String> response =
        MinimalSigner.post(
            fixture.client, fixture.instance.uri() + "/api/v2/signingCert", "{\"a\"");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).path("message").asText()).startsWith("proto:");
  }

  @Test
  void certificate_overHttps_issuerIsFetchedWithTheSameTrust() throws Exception {
    LoopbackCertificate tls = LoopbackCertificate.make();
    try (LoopbackServer server = LoopbackServer.start(0, tls)) {
      OidcIssuer issuer = new OidcIssuer(URI.create(server.uri() + "/oidc"), CLOCK);
      SigstoreInstance instance =
          SigstoreInstance.at(URI.create(server.uri() + "/sigstore"))
              .clock(CLOCK)
              .githubIssuer(issuer.issuer())
              .trusting(tls.context())
              .build();
      server.mount("/oidc", issuer);
      server.mount("/sigstore", instance);
      HttpClient client = HttpClient.newBuilder().sslContext(tls.context()).build();
      String token = issuer.token(GitHubJob.sample(), "sigstore");

      MinimalSigner.start(client, instance.uri(), token).bundle("{}");

      assertThat(instance.entries()).hasSize(1);
      assertThat(instance.requests()).extracting("method").containsExactly("POST", "POST");
    }
  }

  private static HttpResponse<String> send(Change change) throws Exception {
    KeyPair key = MinimalSigner.key("secp256r1");
    ObjectNode request =
        MinimalSigner.request(
            fixture.githubToken(), MinimalSigner.pem("PUBLIC KEY", key.getPublic().getEncoded()));
    byte[] subject =
        "repo:octo-org/sampleproject:environment:release".getBytes(StandardCharsets.UTF_8);
    MinimalSigner.prove(request, MinimalSigner.sign(key, subject));
    change.apply(request);
    return MinimalSigner.certificate(fixture.client, fixture.instance.uri(), request);
  }

  private static Arguments rejected(String name, String message, Change change) {
    return argumentSet(name, message, change);
  }

  private static void token(ObjectNode request, String token) {
    request.withObject("/credentials").put("oidcIdentityToken", token);
  }

  private static void claim(ObjectNode request, String name, String value) {
    Map<String, Object> claims = fixture.github.claims(GitHubJob.sample(), "sigstore");
    claims.put(name, value);
    token(request, fixture.github.sign(claims));
  }

  private static void key(ObjectNode request, String pem) {
    request.withObject("/publicKeyRequest/publicKey").put("content", pem);
  }

  private static String rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    byte[] key = generator.generateKeyPair().getPublic().getEncoded();
    return MinimalSigner.pem("PUBLIC KEY", key);
  }

  private static X509Certificate issued(String token) throws Exception {
    MinimalSigner.start(fixture.client, fixture.instance.uri(), token);
    List<X509Certificate> certificates = fixture.instance.certificates();
    return certificates.get(certificates.size() - 1);
  }

  private static Map<Integer, String> extensions(X509Certificate certificate) {
    Map<Integer, String> texts = new TreeMap<>();
    for (int number = 8; number <= 30; number++) {
      int key = number;
      Certificates.fulcioExtension(certificate, number).ifPresent(text -> texts.put(key, text));
    }
    return texts;
  }

  /** The deprecated extensions are not DER. */
  private static List<String> plain(X509Certificate certificate) {
    return Stream.of(1, 2, 3, 4, 5, 6)
        .map(number -> Certificates.value(certificate, Certificates.fulcioOid(number)))
        .map(value -> new String(value.orElseThrow(), StandardCharsets.UTF_8))
        .toList();
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        fixture.client.send(
            HttpRequest.newBuilder(URI.create(fixture.instance.uri() + path)).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}

package dev.trustedpublishing.repository.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.npm.publish.Base64Stream;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The document that is sent, byte by byte, and the bundle that goes with it. */
class DocumentTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final ScriptedTransport script = Packed.script();
  private final TestContext context = TestContext.over(script).with(Packed.CLOCK);
  private long announced;
  private byte[] sent = new byte[0];

  @BeforeEach
  void create() {
    context.with(folder);
    script.answerOthers(call ->
        call.method().equals("GET") ? ScriptedTransport.response(call, 404, "{}") : taken(call));
  }

  private HttpResponse taken(HttpRequest call) {
    HttpBody.Stream body = (HttpBody.Stream) call.body().orElseThrow();
    announced = body.length();
    try (InputStream in = body.source().open()) {
      sent = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    call.progress().accept(sent.length / 2);
    call.progress().accept(sent.length);
    return ScriptedTransport.response(call, 201, "{\"ok\":true}");
  }

  @Test
  void document_containsRequiredFieldsAndNoLocalData() throws Exception {
    Path file =
        Packed.of(
                "@acme/hello",
                "v1.0.0",
                ",\"description\":\"d\",\"bin\":\"./bin/x.js\",\"repository\":\"acme/hello\","
                    + "\"dependencies\":{\"a\":\"^1.0.0\"},\"bundledDependencies\":true,\"_x\":1")
            .with("package/readme.txt", "plain")
            .with("package/README.md", "# hello ä\n")
            .to(folder.resolve("hello.tgz"));
    byte[] tarball = Files.readAllBytes(file);

    JsonNode document = publish(new NpmRepository(), file);

    assertThat(announced).isEqualTo(sent.length);
    assertThat(document.path("_id").asText()).isEqualTo("@acme/hello");
    assertThat(document.path("name").asText()).isEqualTo("@acme/hello");
    assertThat(document.path("description").asText()).isEqualTo("d");
    assertThat(document.path("dist-tags")).hasToString("{\"latest\":\"1.0.0\"}");
    assertThat(document.path("access").isNull()).isTrue();
    JsonNode version = document.path("versions").path("1.0.0");
    assertThat(version.path("_id").asText()).isEqualTo("@acme/hello@1.0.0");
    assertThat(version.path("version").asText()).isEqualTo("1.0.0");
    assertThat(version.path("bin")).hasToString("{\"hello\":\"bin/x.js\"}");
    assertThat(version.path("repository").path("url").asText())
        .isEqualTo("git+https://github.com/acme/hello.git");
    assertThat(version.path("dependencies")).hasToString("{\"a\":\"^1.0.0\"}");
    assertThat(version.path("bundleDependencies")).hasToString("[\"a\"]");
    assertThat(version.path("readme").asText()).isEqualTo("# hello ä\n");
    assertThat(version.path("readmeFilename").asText()).isEqualTo("README.md");
    assertThat(version.path("dist").path("integrity").asText())
        .isEqualTo("sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512", tarball)));
    assertThat(version.path("dist").path("shasum").asText())
        .isEqualTo(HexFormat.of().formatHex(digest("SHA-1", tarball)));
    assertThat(version.path("dist").path("tarball").asText())
        .isEqualTo("http://registry.example/@acme/hello/-/@acme/hello-1.0.0.tgz");
    for (String leaked : List.of("_x", "_resolved", "_from", "_integrity", "_nodeVersion")) {
      assertThat(version.has(leaked)).as(leaked).isFalse();
    }
    assertThat(new String(sent, StandardCharsets.UTF_8)).doesNotContain(folder.toString());
    JsonNode attachment = document.path("_attachments").path("@acme/hello-1.0.0.tgz");
    assertThat(attachment.path("content_type").asText()).isEqualTo("application/octet-stream");
    assertThat(attachment.path("length").asLong()).isEqualTo(tarball.length);
    assertThat(attachment.path("data").binaryValue()).isEqualTo(tarball);
    assertThat(document.path("_attachments")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 49_151, 49_152, 49_153, 200_000})
  void base64Stream_atChunkBoundaries_matchesJdkEncoder(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);

    byte[] encoded = new Base64Stream(new java.io.ByteArrayInputStream(content)).readAllBytes();

    assertThat(encoded).isEqualTo(Base64.getEncoder().encode(content));
    assertThat(Base64Stream.lengthOf(size)).isEqualTo(encoded.length);
  }

  static Stream<Arguments> members() {
    return Stream.of(
        argumentSet(
            "bin an object", "bin", "{\"../a\":\"../../x.js\",\"b\":1}", "{\"a\":\"x.js\"}"),
        argumentSet("bundled as it should be", "bundleDependencies", "[\"b\"]", "[\"b\"]"),
        argumentSet("bundled by name", "bundleDependencies", "{\"b\":\"1\"}", "[\"b\"]"),
        argumentSet("not bundled", "bundleDependencies", "false", ""),
        argumentSet(
            "repository of another host",
            "repository",
            "\"gitlab:g/p\"",
            "{\"type\":\"git\",\"url\":\"git+https://gitlab.com/g/p.git\"}"),
        argumentSet(
            "repository a page",
            "repository",
            "{\"type\":\"git\",\"url\":\"https://github.com/o/r\",\"directory\":\"d\"}",
            "{\"type\":\"git\",\"url\":\"git+https://github.com/o/r.git\",\"directory\":\"d\"}"),
        argumentSet(
            "repository elsewhere",
            "repository",
            "{\"url\":\"https://git.example/o/r\"}",
            "{\"url\":\"https://git.example/o/r\"}"),
        argumentSet("engines", "engines", "{\"node\":\">=18\"}", "{\"node\":\">=18\"}"),
        argumentSet("numbers", "config", "{\"a\":1.5,\"b\":null}", "{\"a\":1.5,\"b\":null}"));
  }

  @ParameterizedTest
  @MethodSource("members")
  void document_normalizesMembersLikeNpm(String name, String written, String expected)
      throws IOException {
    Path file =
        Packed.of("hello", "1.0.0", ",\"" + name + "\":" + written).to(folder.resolve("a.tgz"));

    JsonNode member = publish(new NpmRepository(), file).path("versions").path("1.0.0").path(name);

    assertThat(member.isMissingNode() ? "" : member.toString()).isEqualTo(expected);
  }

  @Test
  void staging_sendsSameDocumentToStageUrl() throws IOException {
    Path file = Packed.of("@acme/hello", "1.0.0", "").to(folder.resolve("a.tgz"));
    JsonNode published = publish(new NpmRepository(), file);
    JsonNode staged = publish(new NpmRepository().staged(), file);

    assertThat(staged).isEqualTo(published);
    HttpRequest call = script.requests().get(script.requests().size() - 1);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.url()).hasToString("https://registry.example/-/stage/package/@acme%2fhello");
    assertThat(context.warnings().toString())
        .contains("hello@1.0.0 is staged", "npm stage approve");
  }

  @Test
  void progress_countsTarballBytes() throws IOException {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Path file =
        Packed.of("hello", "1.0.0", "").with("package/x", content).to(folder.resolve("a.tgz"));
    List<Long> steps = new ArrayList<>();
    RepositoryClient client = client(new NpmRepository());
    Artifact artifact = client.plan(List.of(file)).get(0);

    client.publish(artifact, token(), (which, done, total) -> steps.add(done));

    assertThat(steps).hasSize(2);
    assertThat(steps.get(0)).isBetween(140_000L, 160_000L);
    assertThat(steps.get(1)).isEqualTo(Files.size(file));
  }

  @Test
  void adjacentBundle_isAttachedAsText() throws Exception {
    Path file = Packed.of("@acme/hello", "1.0.0", "").to(folder.resolve("hello.tgz"));
    String bundle = bundle(subject("pkg:npm/%40acme/hello@1.0.0", sha512(file)));
    Path beside = Files.writeString(folder.resolve("hello.tgz.sigstore.json"), bundle);

    JsonNode document = publish(new NpmRepository(), file, beside);

    assertThat(announced).isEqualTo(sent.length);
    JsonNode attachment = document.path("_attachments").path("@acme/hello-1.0.0.sigstore");
    assertThat(attachment.path("content_type").asText())
        .isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
    assertThat(attachment.path("data").isTextual()).isTrue();
    assertThat(JSON.readTree(attachment.path("data").asText())).isEqualTo(JSON.readTree(bundle));
    assertThat(attachment.path("length").asInt())
        .isEqualTo(attachment.path("data").asText().length());
    assertThat(
            document.path("_attachments").path("@acme/hello-1.0.0.tgz").path("data").binaryValue())
        .isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void configuredBundle_replacesAdjacentBundle() throws Exception {
    Path file = Packed.of("hello", "1.0.0", "").to(folder.resolve("hello.tgz"));
    Files.writeString(folder.resolve("hello.tgz.sigstore.json"), "{}");
    Path named =
        Files.writeString(
            folder.resolve("b.json"), bundle(subject("pkg:npm/hello@1.0.0", sha512(file))));

    JsonNode document = publish(new NpmRepository().withProvenanceFile(named), file);

    assertThat(document.path("_attachments").has("hello-1.0.0.sigstore")).isTrue();
  }

  @Test
  void attestationsNone_ignoresAdjacentBundles() throws IOException {
    Path file =
        Packed.of("hello", "1.0.0", ",\"publishConfig\":{\"provenance\":true}")
            .to(folder.resolve("hello.tgz"));
    Files.writeString(folder.resolve("hello.tgz.sigstore.json"), "{}");
    context.with(Attestations.NONE);

    assertThat(publish(new NpmRepository(), file).path("_attachments")).hasSize(1);
  }

  static Stream<Arguments> badBundles() {
    String ours = "pkg:npm/hello@1.0.0";
    return Stream.of(
        argumentSet("no JSON", "hello", "not a JSON object"),
        argumentSet("no media type", "{\"dsseEnvelope\":{\"payload\":\"e30=\"}}", "'mediaType'"),
        argumentSet("no envelope", "{\"mediaType\":\"x\"}", "'dsseEnvelope' is missing"),
        argumentSet(
            "no payload", "{\"mediaType\":\"x\",\"dsseEnvelope\":{}}", "payload' is missing"),
        argumentSet(
            "payload no Base64",
            "{\"mediaType\":\"x\",\"dsseEnvelope\":{\"payload\":\"***\"}}",
            "is not Base64"),
        argumentSet("payload no JSON", bundle("hello"), "not a JSON object"),
        argumentSet("no subject", bundle("{}"), "0 subjects"),
        argumentSet(
            "two subjects",
            bundle("{\"subject\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"),
            "2 subjects"),
        argumentSet(
            "another package",
            bundle(subject("pkg:npm/other@1.0.0", "SHA")),
            "pkg:npm/other@1.0.0"),
        argumentSet(
            "another version", bundle(subject("pkg:npm/hello@1.0.1", "SHA")), "another package"),
        argumentSet("other content", bundle(subject(ours, "00")), "sha512 00"),
        argumentSet(
            "no digest", bundle("{\"subject\":[{\"name\":\"" + ours + "\"}]}"), "no sha512"),
        argumentSet("too large", " ".repeat((1 << 20) + 1), "too large"));
  }

  @ParameterizedTest
  @MethodSource("badBundles")
  void invalidBundle_isRejected(String bundle, String words) throws IOException {
    Path file = Packed.of("hello", "1.0.0", "").to(folder.resolve("hello.tgz"));
    Files.writeString(folder.resolve("hello.tgz.sigstore.json"), bundle);

    TrustedPublishingException e = refused(new NpmRepository(), file);

    assertThat(e.code()).hasToString("publish.attestation-invalid");
    assertThat(e.getMessage()).contains("hello.tgz.sigstore.json", words);
    assertThat(e.remedy()).contains("--attestations none");
  }

  @Test
  void contradictoryBundleOptions_areRejected() throws IOException {
    Path one = Packed.of("one", "1.0.0", "").to(folder.resolve("one.tgz"));
    Path two = Packed.of("two", "1.0.0", "").to(folder.resolve("two.tgz"));
    Path stray = Files.writeString(folder.resolve("three.tgz.sigstore.json"), "{}");
    NpmRepository named = new NpmRepository().withProvenanceFile(folder.resolve("nowhere"));

    assertThat(refused(named, one, two)).hasMessageContaining("can't describe several");
    assertThat(refused(named, one))
        .matches(e -> e.code().value().equals("usage.artifact-unreadable"))
        .hasMessageContaining("Found:    no such file or folder");
    assertThat(refused(new NpmRepository(), one, stray))
        .hasMessageContaining("it belongs to no package");
    context.with(Attestations.REQUIRED);
    assertThat(refused(new NpmRepository(), one))
        .matches(e -> e.code().value().equals("publish.attestation-missing"));
    context.with(Attestations.NONE);
    assertThat(refused(named, one)).hasMessageContaining("attestations are disabled");
  }

  @Test
  void capabilities_arePresenceCheckAndReadyAttestations() {
    assertThat(client(new NpmRepository()).capabilities())
        .containsExactlyInAnyOrder(Capability.PRESENCE_CHECK, Capability.ATTESTATIONS);
  }

  private JsonNode publish(NpmRepository repository, Path... files) throws IOException {
    RepositoryClient client = client(repository);
    client.publish(client.plan(List.of(files)).get(0), token(), (artifact, done, total) -> {});
    return JSON.readTree(sent);
  }

  private TrustedPublishingException refused(NpmRepository repository, Path... files) {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> client(repository).plan(List.of(files)));
    assertThat(e).isNotNull();
    return e;
  }

  private RepositoryClient client(NpmRepository repository) {
    return repository.connect(
        repository.resolve("npm+https://registry.example", List.of(), context).orElseThrow(),
        context);
  }

  private ApiToken token() {
    Secret secret = Secret.of("npm_token");
    Origin origin = new Origin("https", "registry.example", 443);
    return new ApiToken(secret, Credential.bearer(secret, origin), ApiToken.NEVER);
  }

  private static String bundle(String statement) {
    return "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"dsseEnvelope\":"
        + "{\"payload\":\""
        + Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8))
        + "\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":\"ä\"}]}}";
  }

  private static String subject(String name, String sha512) {
    return "{\"subject\":[{\"name\":\"" + name + "\",\"digest\":{\"sha512\":\"" + sha512 + "\"}}]}";
  }

  private static String sha512(Path file) throws Exception {
    return HexFormat.of().formatHex(digest("SHA-512", Files.readAllBytes(file)));
  }

  private static byte[] digest(String algorithm, byte[] content) throws Exception {
    return MessageDigest.getInstance(algorithm).digest(content);
  }
}

package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attestations that exist already: found, checked before anything is sent, and sent. */
class AttestationsTest {
  private static final String PUBLISH = "https://docs.pypi.org/attestations/publish/v1";
  private static final String SLSA = "https://slsa.dev/provenance/v1";

  @TempDir Path folder;

  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  private Path wheel;

  @BeforeEach
  void writeWheel() {
    wheel = Samples.write(folder, Samples.WHEEL, Samples.wheel().bytes());
  }

  @Test
  void adjacentAttestation_isSentWithFile() {
    String attestation = attestation(PUBLISH);
    attest(".publish.attestation", attestation);

    assertThat(form(wheel)).contains(new HttpBody.Field("attestations", "[" + attestation + "]"));
  }

  @Test
  void explicitAttestation_isSentOnce() {
    String attestation = attestation(PUBLISH);
    Path given = attest(".publish.attestation", attestation + "\n");

    assertThat(form(given, wheel))
        .filteredOn(field -> field.name().equals("attestations"))
        .containsExactly(new HttpBody.Field("attestations", "[" + attestation + "]"));
  }

  @Test
  void oneAttestationOfEachType_isAccepted() {
    attest(".publish.attestation", attestation(PUBLISH));
    attest(".slsa.attestation", attestation(SLSA));

    assertThat(form(wheel))
        .contains(
            new HttpBody.Field(
                "attestations", "[" + attestation(PUBLISH) + "," + attestation(SLSA) + "]"));
  }

  @Test
  void subject_reorderedWheelTags_isAccepted() {
    String name = "sampleproject-1.2.3-py2.py3-none-any.whl";
    Path path = Samples.write(folder, name, Samples.wheel().bytes());
    Samples.write(
        folder,
        name + ".publish.attestation",
        json(statement("sampleproject-1.2.3-py3.py2-none-any.whl", sha256(), PUBLISH))
            .getBytes(StandardCharsets.UTF_8));

    assertThat(form(path)).extracting(HttpBody.Field::name).contains("attestations");
  }

  @Test
  void attestationsNone_ignoresAdjacentAttestations() {
    context.with(Attestations.NONE);
    Path broken = attest(".publish.attestation", "no attestation");

    assertThat(form(wheel, broken)).extracting(HttpBody.Field::name).doesNotContain("attestations");
  }

  @Test
  @FaultRow("U19")
  void attestationsRequired_missingAttestation_isRejected() {
    context.with(Attestations.REQUIRED);

    assertThat(problem(wheel))
        .hasToString(
            Samples.WHEEL
                + ": it has no attestation.\n  Expected: "
                + Samples.WHEEL
                + ".publish.attestation next to it\n"
                + "  Fix:      Sign the file before publishing it, have it signed by this run"
                + " (trusted-publishing-attestation-sigstore on the class path), or publish without"
                + " attestations. [publish.attestation-missing]");
  }

  @Test
  void attestationWithoutFile_isRejected() {
    Path lonely = Samples.write(folder, "other-1.0.tar.gz.publish.attestation", new byte[0]);

    assertThat(problem(wheel, lonely).toString())
        .startsWith("other-1.0.tar.gz.publish.attestation: it is an attestation without its file")
        .contains("NAME.publish.attestation", "[publish.attestation-invalid]");
  }

  @Test
  void onlyAttestations_isNothingToPublish() {
    Path lonely = attest(".publish.attestation", attestation(PUBLISH));

    TrustedPublishingException refused = refused(lonely);

    assertThat(refused.getMessage()).contains("There is nothing to publish.");
  }

  @Test
  void threeAttestations_areRejected() {
    attest(".a.attestation", attestation(PUBLISH));
    attest(".b.attestation", attestation(SLSA));
    attest(".c.attestation", attestation(SLSA));

    assertThat(problem(wheel).toString()).contains("too many attestations", "3 files", "at most 2");
  }

  @Test
  void twoAttestationsOfOneType_areRejected() {
    attest(".a.attestation", attestation(SLSA));
    attest(".b.attestation", attestation(SLSA));

    assertThat(problem(wheel).toString())
        .startsWith(Samples.WHEEL + ".b.attestation: another attestation")
        .contains(SLSA + " twice");
  }

  static Stream<Arguments> invalidAttestations() {
    return Stream.of(
        broken("no JSON", "not a JSON object", text -> "x"),
        broken("a list", "not a JSON object", text -> "[" + text + "]"),
        broken("version 2", "'version' is not 1", text -> text.replace(":1,", ":2,")),
        broken(
            "no certificate",
            "certificate' is missing",
            text -> text.replace("\"certificate\":\"Y2VydA==\"", "\"certificate\":null")),
        broken(
            "not base64",
            "'certificate' is not base64",
            text -> text.replace("Y2VydA==", "Y2Vy dA==")),
        broken("no entry", "'transparency_entries' is empty", text -> text.replace("[{}]", "[]")),
        broken(
            "no material",
            "'verification_material' is missing",
            text -> text.replace("verification_material", "material")),
        broken("no envelope", "'envelope' is missing", text -> text.replace("envelope", "letter")),
        broken("no signature", "signature' is missing", text -> text.replace("signature", "sign")),
        broken("huge", "more than 262144 bytes", text -> text + " ".repeat(262144)));
  }

  @ParameterizedTest
  @MethodSource("invalidAttestations")
  void invalidAttestation_isRejected(String words, UnaryOperator<String> change) {
    attest(".publish.attestation", change.apply(attestation(PUBLISH)));

    assertThat(problem(wheel).toString())
        .startsWith(Samples.WHEEL + ".publish.attestation: ")
        .contains(words, "Sign the files again", "[publish.attestation-invalid]");
  }

  static Stream<Arguments> statementsAboutOtherSubjects() {
    return Stream.of(
        broken(
            "other type",
            "https://example.org/x",
            s -> s.replace(PUBLISH, "https://example.org/x")),
        broken("other statement", "_type", s -> s.replace("Statement/v1", "Statement/v0.1")),
        broken("other file", "other-1.tar.gz", s -> s.replace(Samples.WHEEL, "other-1.tar.gz")),
        broken("other version", "1.3.2", s -> s.replace("1.2.3", "1.3.2")),
        broken("no subject", "0 subjects", s -> s.replaceAll("\\[.*]", "[]")),
        broken("two subjects", "2 subjects", s -> s.replaceAll("\\[(.*)]", "[$1,$1]")),
        broken("no digest", "'digest' is missing", s -> s.replace("digest", "sum")),
        broken("no JSON", "not a JSON object", s -> "x"));
  }

  @ParameterizedTest
  @MethodSource("statementsAboutOtherSubjects")
  void statementAboutOtherSubject_isRejected(String words, UnaryOperator<String> change) {
    attest(".publish.attestation", json(change.apply(statement(Samples.WHEEL, sha256(), PUBLISH))));

    assertThat(problem(wheel).toString()).contains(words, "[publish.attestation-invalid]");
  }

  @Test
  void statementAboutOtherContent_showsBothDigests() {
    attest(".publish.attestation", json(statement(Samples.WHEEL, "0".repeat(64), PUBLISH)));

    assertThat(problem(wheel).toString())
        .contains("it attests different content of " + Samples.WHEEL)
        .contains("Found:    the SHA-256 " + "0".repeat(64))
        .contains("Expected: the SHA-256 " + sha256());
  }

  private static Arguments broken(String name, String words, UnaryOperator<String> change) {
    return argumentSet(name, words, change);
  }

  private String attestation(String predicate) {
    return json(statement(Samples.WHEEL, sha256(), predicate));
  }

  private static String statement(String name, String sha256, String predicate) {
    return """
    {"_type":"https://in-toto.io/Statement/v1",\
    "subject":[{"name":"%s","digest":{"sha256":"%s"}}],\
    "predicateType":"%s","predicate":null}\
    """
        .formatted(name, sha256, predicate);
  }

  private static String json(String statement) {
    return """
    {"version":1,"verification_material":{"certificate":"Y2VydA==","transparency_entries":[{}]},\
    "envelope":{"statement":"%s","signature":"c2ln"}}\
    """
        .formatted(Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8)));
  }

  private String sha256() {
    return ArtifactFile.read(wheel).sha256();
  }

  private Path attest(String ending, String content) {
    return Samples.write(folder, Samples.WHEEL + ending, content.getBytes(StandardCharsets.UTF_8));
  }

  private List<HttpBody.Field> form(Path... files) {
    return ((PyPiArtifact) client().plan(List.of(files)).get(0)).formFields();
  }

  private Problem problem(Path... files) {
    TrustedPublishingException refused = refused(files);
    assertThat(refused.problems()).hasSize(1);
    return refused.problems().get(0);
  }

  private TrustedPublishingException refused(Path... files) {
    TrustedPublishingException refused =
        catchThrowableOfType(TrustedPublishingException.class, () -> client().plan(List.of(files)));
    assertThat(refused).as("nothing was refused").isNotNull();
    assertThat(refused.stage()).isEqualTo(Stage.PLAN);
    assertThat(script.requests()).isEmpty();
    return refused;
  }

  private RepositoryClient client() {
    PyPiRepository repository = new PyPiRepository();
    return repository.connect(
        repository.resolve("pypi", List.of(), context).orElseThrow(), context);
  }
}

package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attestations that a run makes: for which indexes and jobs, and in which form. */
class NewAttestationsTest {
  @TempDir Path folder;

  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  private Path wheel;

  @BeforeEach
  void writeWheel() {
    wheel = Samples.write(folder, Samples.WHEEL, Samples.wheel().bytes());
  }

  @Test
  void statement_atPyPi_namesFileAndDigest() {
    RepositoryClient client = client("pypi");
    Artifact artifact = client.plan(List.of(wheel)).get(0);

    assertThat(client.statement(artifact))
        .contains(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\""
                + Samples.WHEEL
                + "\",\"digest\":{\"sha256\":\""
                + artifact.file().sha256()
                + "\"}}],\"predicateType\":\"https://docs.pypi.org/attestations/publish/v1\","
                + "\"predicate\":null}");
  }

  @Test
  void statement_atAnotherIndex_existsOnlyIfRequired() {
    RepositoryClient client = client("pypi+https://index.example/legacy/");
    Artifact artifact = client.plan(List.of(wheel)).get(0);

    assertThat(client.statement(artifact)).isEmpty();
    context.with(Attestations.REQUIRED);
    assertThat(client.statement(artifact)).isPresent();
  }

  @Test
  void attach_convertsTheBundleWithoutChangingItsParts() {
    RepositoryClient client = client("pypi");
    Artifact artifact = client.plan(List.of(wheel)).get(0);
    JsonObject bundle =
        context.parse(
            ("{\"mediaType\":\"m\",\"verificationMaterial\":{\"certificate\":{\"rawBytes\":\"Q0VSVA==\"},"
                    + "\"tlogEntries\":[{\"logIndex\":\"7\",\"inclusionProof\":{\"hashes\":[]}}]},"
                    + "\"dsseEnvelope\":{\"payload\":\"U1RNVA==\",\"payloadType\":\"t\","
                    + "\"signatures\":[{\"sig\":\"U0lH\"}]}}")
                .getBytes(StandardCharsets.UTF_8));

    PyPiArtifact attested = (PyPiArtifact) client.attach(artifact, bundle);

    assertThat(attested.attestations())
        .singleElement()
        .satisfies(attestation ->
            assertThat(attestation.json())
                .isEqualTo(
                    "{\"version\":1,\"verification_material\":{\"certificate\":\"Q0VSVA==\","
                        + "\"transparency_entries\":[{\"logIndex\":\"7\",\"inclusionProof\":{\"hashes\":[]}}]},"
                        + "\"envelope\":{\"statement\":\"U1RNVA==\",\"signature\":\"U0lH\"}}"));
    assertThat(client.statement(attested)).isEmpty();
  }

  @Test
  @FaultRow("A09")
  void reusableWorkflow_isRefusedWithBothFiles() {
    List<Finding> findings =
        client("pypi")
            .preflightAttestation(
                claims(
                    Map.of(
                        "iss", "https://token.actions.githubusercontent.com",
                        "repository", "o/r",
                        "workflow_ref", "o/r/.github/workflows/ci.yml@refs/heads/main",
                        "job_workflow_ref", "o/r/.github/workflows/release.yml@refs/heads/main")));

    assertThat(findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Finding.Severity.REFUSAL);
          assertThat(finding.problem().code()).isEqualTo(ErrorCode.PUBLISH_ATTESTATION_REJECTED);
          assertThat(finding.problem().text())
              .contains(
                  "defined in .github/workflows/release.yml",
                  "called by .github/workflows/ci.yml",
                  "Move the job that publishes to .github/workflows/ci.yml");
        });
  }

  @Test
  void ordinaryWorkflow_hasNoFindings() {
    assertThat(
            client("pypi")
                .preflightAttestation(
                    claims(
                        Map.of(
                            "iss", "https://token.actions.githubusercontent.com",
                            "repository", "o/r",
                            "workflow_ref", "o/r/.github/workflows/ci.yml@refs/heads/main",
                            "job_workflow_ref", "o/r/.github/workflows/ci.yml@refs/heads/main"))))
        .isEmpty();
  }

  @Test
  void selfManagedGitLab_isRefused() {
    assertThat(
            client("pypi")
                .preflightAttestation(
                    claims(Map.of("iss", "https://gitlab.example", "project_path", "a/b"))))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.problem().text()).contains("gitlab.com only", "gitlab.example"));
  }

  private RepositoryClient client(String name) {
    PyPiRepository repository = new PyPiRepository();
    return repository.connect(repository.resolve(name, List.of(), context).orElseThrow(), context);
  }

  private static Claims claims(Map<String, String> members) {
    return Claims.of(JsonObject.of(members));
  }
}

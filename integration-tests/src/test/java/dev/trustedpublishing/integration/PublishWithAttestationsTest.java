package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.attestation.sigstore.SigstoreAttestor;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import dev.trustedpublishing.testkit.sigstore.SigstoreEndpoint;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attestations from the identity token to the registry, with an instance that really verifies. */
class PublishWithAttestationsTest {
  private static final GitHubJob JOB = GitHubJob.sample();

  @TempDir Path folder;
  private Sandbox sandbox;
  private SigstoreInstance sigstore;

  @BeforeEach
  void start() throws IOException {
    sandbox =
        Sandbox.builder()
            .npm(npm -> npm.trust("hello", Trust.github(JOB.fullRepository(), JOB.workflow())))
            .start();
    sigstore =
        SigstoreInstance.at(URI.create(sandbox.uri() + "/sigstore"))
            .githubIssuer(sandbox.issuer().issuer())
            .gitlabIssuer(sandbox.gitlabIssuer().issuer())
            .build();
    sandbox.mount("/sigstore", sigstore);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @Test
  void pypi_onGitHub_receivesAttestationOfEachFile() throws Exception {
    publish(sandbox.uploadUrl().toString(), sandbox.environment(), distributions());

    assertThat(sandbox.pypi().files()).hasSize(2);
    for (UploadedFile file : sandbox.pypi().files()) {
      String attestation = file.attestations().get(0);
      verifier()
          .verify(
              SignedEnvelope.ofAttestation(new ObjectMapper().readTree(attestation)),
              certificate -> {});
      assertThat(statement(attestation, "/envelope/statement"))
          .isEqualTo(
              "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\""
                  + file.filename()
                  + "\",\"digest\":{\"sha256\":\""
                  + file.sha256()
                  + "\"}}],\"predicateType\":\"https://docs.pypi.org/attestations/publish/v1\","
                  + "\"predicate\":null}");
    }
    assertThat(sigstore.certificates()).hasSize(1);
  }

  @Test
  void pypi_onGitLab_signsWithTheSecondVariable() throws Exception {
    Map<String, String> job = new LinkedHashMap<>(sandbox.environment(GitLabJob.sample()));
    job.put(
        "SIGSTORE_ID_TOKEN",
        sandbox.gitlabIssuer().sign(sandbox.gitlabIssuer().claims(GitLabJob.sample(), "sigstore")));

    PublishFailedException e = failure(job);

    // PyPI accepts attestations of gitlab.com only, which this issuer is not.
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_ATTESTATION_REJECTED);
    assertThat(e).hasMessageContaining("gitlab.com only");
    assertThat(sigstore.entries()).isEmpty();
  }

  @Test
  @FaultRow("A11")
  void gitLab_withoutTheSecondVariable_showsTheLinesToAdd() throws Exception {
    PublishFailedException e = failure(sandbox.environment(GitLabJob.sample()));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NOT_DECLARED);
    assertThat(e)
        .hasMessageContaining("SIGSTORE_ID_TOKEN:\n")
        .hasMessageContaining("aud: \"sigstore\"");
    assertThat(sandbox.pypi().files()).isEmpty();
  }

  @Test
  void npm_onGitHub_receivesProvenance() throws Exception {
    Path tarball =
        PackedPackage.of(
            folder,
            "hello",
            "1.0.0",
            ",\"repository\":{\"type\":\"git\",\"url\":\"git+https://github.com/"
                + JOB.fullRepository()
                + ".git\"}");

    publish("npm+" + sandbox.npm().uri(), sandbox.environment(), List.of(tarball));

    Publication published = sandbox.npm().published().get(0);
    String bundle = published.provenance().orElseThrow();
    verifier()
        .verify(SignedEnvelope.ofBundle(new ObjectMapper().readTree(bundle)), certificate -> {});
    assertThat(statement(bundle, "/dsseEnvelope/payload"))
        .contains(
            "\"name\":\"pkg:npm/hello@1.0.0\"",
            "\"predicateType\":\"https://slsa.dev/provenance/v1\"",
            "https://github.com/" + JOB.fullRepository());
  }

  @Test
  void npm_whenPackageNamesAnotherRepository_isExplainedBeforeSigning() throws Exception {
    Path tarball = PackedPackage.of(folder, "hello", "1.0.0");

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> publish("npm+" + sandbox.npm().uri(), sandbox.environment(), List.of(tarball)));

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_ATTESTATION_REJECTED);
    assertThat(e)
        .hasMessageContaining("names another repository")
        .hasMessageContaining("https://github.com/" + JOB.fullRepository());
    assertThat(sigstore.requests()).isEmpty();
  }

  @Test
  @FaultRow("A10")
  void rerun_doesNotSignAgain() throws Exception {
    publish(sandbox.uploadUrl().toString(), sandbox.environment(), distributions());
    publish(sandbox.uploadUrl().toString(), sandbox.environment(), distributions());

    assertThat(sigstore.entries()).hasSize(2);
  }

  @Test
  @FaultRow({"A01", "A02"})
  void temporaryFaults_areRepeated() throws Exception {
    sigstore.script(
        SigstoreEndpoint.SIGNING_CERTIFICATE,
        Fault.answer(500, "application/json", "{\"code\":13,\"message\":\"no CA\"}"));
    sigstore.script(SigstoreEndpoint.CREATE_ENTRY, Fault.dropAnswer());

    PublishReport report =
        publish(sandbox.uploadUrl().toString(), sandbox.environment(), distributions());

    assertThat(report.warnings()).isEmpty();
    assertThat(sigstore.entries()).hasSize(2);
    assertThat(sandbox.pypi().files()).allMatch(file -> file.attestations().size() == 1);
  }

  @Test
  void identityTokenForSigning_isNotSentToTheRegistry() throws Exception {
    publish(sandbox.uploadUrl().toString(), sandbox.environment(), distributions());

    assertThat(sigstore.requests())
        .extracting(RecordedRequest::target)
        .allMatch(target -> target.startsWith("/sigstore/api/"));
  }

  private List<Path> distributions() throws IOException {
    return SampleDistribution.HATCHLING.copyTo(Files.createDirectories(folder.resolve("dist")));
  }

  private PublishReport publish(String repository, Map<String, String> job, List<Path> files)
      throws IOException {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(repository)
            .environment(job)
            .workflowCommands(line -> {})
            .attestations(Attestations.REQUIRED)
            .with(SigstoreAttestor.at(instance()))
            .build()) {
      return publisher.publish(files);
    }
  }

  private PublishFailedException failure(Map<String, String> job) {
    return catchThrowableOfType(
        PublishFailedException.class,
        () -> publish(sandbox.uploadUrl().toString(), job, distributions()));
  }

  private Path instance() throws IOException {
    return Files.writeString(
        folder.resolve("instance.json"),
        "{\"mediaType\":\"application/vnd.dev.sigstore.clienttrustconfig.v0.1+json\",\"trustedRoot\":"
            + sigstore.trustedRoot()
            + ",\"signingConfig\":"
            + sigstore.signingConfig()
            + "}");
  }

  private SigstoreVerifier verifier() {
    return new SigstoreVerifier(TrustAnchors.read(sigstore.trustedRoot()));
  }

  private static String statement(String json, String pointer) throws IOException {
    return new String(
        Base64.getDecoder().decode(new ObjectMapper().readTree(json).at(pointer).asText()),
        StandardCharsets.UTF_8);
  }
}

package dev.trustedpublishing.testkit.registry.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.sigstore.MinimalSigner;
import dev.trustedpublishing.testkit.sigstore.SigstoreFault;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attestations at a registry with a trusted root. */
class VerifiedAttestationsTest {

  private static final String PUBLISH = "https://docs.pypi.org/attestations/publish/v1";
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final String UNVERIFIED =
      "Could not verify the uploaded artifact using the included attestation: Verification failed:"
          + " ";
  private static final GitHubJob JOB = GitHubJob.sample();

  private static RegistryFixture fixture;
  private static SigstoreInstance sigstore;

  private RegistryFixture.Running running;

  @BeforeAll
  static void start() throws Exception {
    fixture = new RegistryFixture();
    sigstore =
        SigstoreInstance.at(URI.create(fixture.issuers.uri() + "/sigstore"))
            .clock(fixture.clock)
            .githubIssuer(fixture.github.issuer())
            .gitlabIssuer(fixture.gitlab.issuer())
            .build();
    fixture.issuers.mount("/sigstore", sigstore);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @BeforeEach
  void startRegistry() throws Exception {
    running =
        fixture.start(builder ->
            builder
                .trustedRoot(sigstore.trustedRoot())
                .publishers(
                    List.of(
                        UploadTest.PUBLISHER,
                        PublisherRegistration.gitlab(
                                "octo-group/tools", "sampleproject", ".gitlab-ci.yml")
                            .forProjects("from-gitlab"))));
  }

  @AfterEach
  void stopRegistry() throws Exception {
    running.close();
  }

  /** Makes the attestations of an upload. */
  private interface Attestations {
    List<ObjectNode> of(UploadRequest upload) throws Exception;
  }

  private static Stream<Arguments> accepted() {
    return Stream.of(
        accepted("of publishing", upload -> List.of(attest(JOB, upload.statement(PUBLISH)))),
        accepted("of the build", upload -> List.of(attest(JOB, upload.statement(SLSA)))),
        accepted(
            "of both",
            upload ->
                List.of(
                    attest(JOB, upload.statement(SLSA)), attest(JOB, upload.statement(PUBLISH)))),
        accepted(
            "of a commit of the workflow",
            upload ->
                List.of(
                    attest(
                        Map.of(
                            "workflow_ref", JOB.workflowRef().replaceFirst("@.*", "@") + JOB.sha()),
                        upload.statement(PUBLISH)))));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void upload_signedByThePublisher_isAccepted(Attestations attestations) throws Exception {
    UploadRequest upload = UploadRequest.wheel(running.apiToken());
    HttpResponse<String> response = send(upload, attestations.of(upload));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(running.registry.files().get(0).attestations()).isNotEmpty();
  }

  @Test
  void upload_signedByAJobOnGitLab_isAccepted() throws Exception {
    String identity = fixture.gitlab.sign(fixture.gitlab.claims(GitLabJob.sample(), "pypi"));
    String token =
        RegistryFixture.JSON.readTree(running.mint(identity).body()).path("token").asText();
    UploadRequest upload = UploadRequest.wheel(token, "from-gitlab", "1.0");
    String signer = fixture.gitlab.sign(fixture.gitlab.claims(GitLabJob.sample(), "sigstore"));

    HttpResponse<String> response =
        send(upload, List.of(attest(signer, upload.statement(PUBLISH))));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static Stream<Arguments> rejected() {
    return Stream.of(
        rejected(
            "another file",
            UNVERIFIED + "subject does not match distribution name",
            upload -> List.of(attest(JOB, upload.statement(PUBLISH).replace("1.2.3", "1.2.4")))),
        rejected(
            "other content",
            UNVERIFIED + "subject does not match distribution digest",
            upload ->
                List.of(attest(JOB, upload.statement(PUBLISH).replaceFirst("[0-9a-f]{64}", "00")))),
        rejected(
            "another predicate",
            "Attestation with unsupported predicate type: https://example.org/x",
            upload -> List.of(attest(JOB, upload.statement("https://example.org/x")))),
        rejected(
            "the same predicate twice",
            "Multiple attestations for the same file with the same predicate type (",
            upload ->
                List.of(attest(JOB, upload.statement(SLSA)), attest(JOB, upload.statement(SLSA)))),
        rejected(
            "statement that was changed",
            UNVERIFIED + "DSSE: invalid signature",
            upload -> {
              ObjectNode changed = attest(JOB, upload.statement(PUBLISH));
              changed
                  .withObject("/envelope")
                  .set("statement", attest(JOB, "{}").at("/envelope/statement"));
              return List.of(changed);
            }),
        rejected(
            "not a certificate",
            "Unknown error while trying to verify included attestations: invalid X.509 certificate",
            upload -> {
              ObjectNode changed = attest(JOB, upload.statement(PUBLISH));
              changed.withObject("/verification_material").put("certificate", "AAAA");
              return List.of(changed);
            }),
        rejected(
            "log entry with another signature",
            UNVERIFIED + "invalid log entry: SET: invalid inclusion promise: ",
            upload -> {
              sigstore.falsify(SigstoreFault.CHANGED_PROMISE);
              return List.of(attest(JOB, upload.statement(PUBLISH)));
            }),
        rejected(
            "another repository",
            UNVERIFIED
                + "Certificate's OIDCSourceRepositoryURI does not match (got"
                + " https://github.com/octo-org/other, expected"
                + " https://github.com/octo-org/sampleproject)",
            upload -> List.of(attest(JOB.withRepository("other", "2"), upload.statement(PUBLISH)))),
        rejected(
            "another workflow",
            UNVERIFIED
                + "Certificate's Build Config URI"
                + " (https://github.com/octo-org/sampleproject/.github/workflows/other.yml@refs/tags/v1.2.3)"
                + " does not match expected Trusted Publisher (release.yml @"
                + " octo-org/sampleproject)",
            upload -> List.of(attest(JOB.withWorkflow("other.yml"), upload.statement(PUBLISH)))),
        rejected(
            "a workflow that calls the publisher's",
            UNVERIFIED + "Certificate's Build Config URI (",
            upload ->
                List.of(
                    attest(
                        Map.of("workflow_ref", JOB.withWorkflow("ci.yml").workflowRef()),
                        upload.statement(PUBLISH)))),
        rejected(
            "another issuer",
            UNVERIFIED + "Certificate's OIDCIssuerV2 does not match (got ",
            upload ->
                List.of(
                    attest(
                        fixture.gitlab.sign(fixture.gitlab.claims(GitLabJob.sample(), "sigstore")),
                        upload.statement(PUBLISH)))));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void upload_attestationThatDoesNotVerify_returns400(String reason, Attestations attestations)
      throws Exception {
    UploadRequest upload = UploadRequest.wheel(running.apiToken());
    assertRejected(send(upload, attestations.of(upload)), reason);
  }

  @Test
  void upload_madeUpAttestation_returns400() throws Exception {
    UploadRequest upload = UploadRequest.wheel(running.apiToken());
    assertRejected(
        send(upload.withAttestations(upload.statement(PUBLISH))),
        "Unknown error while trying to verify included attestations: invalid X.509 certificate");
  }

  private void assertRejected(HttpResponse<String> response, String reason) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("Invalid attestations supplied during upload: " + reason);
    assertThat(running.registry.files()).isEmpty();
  }

  private HttpResponse<String> send(UploadRequest upload, List<ObjectNode> attestations)
      throws Exception {
    return send(upload.with("attestations", attestations.toString()));
  }

  private HttpResponse<String> send(UploadRequest upload) throws Exception {
    return upload.send(fixture.client, running.server.uri());
  }

  private static ObjectNode attest(GitHubJob job, String statement) throws Exception {
    return attest(fixture.github.token(job, "sigstore"), statement);
  }

  private static ObjectNode attest(Map<String, Object> changed, String statement) throws Exception {
    Map<String, Object> claims = fixture.github.claims(JOB, "sigstore");
    claims.putAll(changed);
    return attest(fixture.github.sign(claims), statement);
  }

  private static ObjectNode attest(String identityToken, String statement) throws Exception {
    return MinimalSigner.attestation(
        MinimalSigner.start(fixture.client, sigstore.uri(), identityToken).bundle(statement));
  }

  private static Arguments accepted(String name, Attestations attestations) {
    return argumentSet(name, attestations);
  }

  private static Arguments rejected(String name, String reason, Attestations attestations) {
    return argumentSet(name, reason, attestations);
  }
}

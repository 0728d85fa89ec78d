package dev.trustedpublishing.testkit.registry.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.sigstore.MinimalSigner;
import dev.trustedpublishing.testkit.sigstore.SigstoreFault;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Provenance at a registry with a trusted root. */
class VerifiedProvenanceTest {

  private static NpmFixture fixture;
  private static SigstoreInstance sigstore;

  @BeforeAll
  static void start() throws Exception {
    fixture = new NpmFixture();
    sigstore =
        SigstoreInstance.at(URI.create(fixture.issuers.uri() + "/sigstore"))
            .clock(fixture.clock)
            .githubIssuer(fixture.github.issuer())
            .build();
    fixture.issuers.mount("/sigstore", sigstore);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** Creates a bundle for a document. */
  private interface Bundle {
    String of(PublishRequest document) throws Exception;
  }

  @Test
  void publish_signedWithTheInstance_isAccepted() throws Exception {
    HttpResponse<String> response = publish(document -> signed(GitHubJob.sample(), document));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static Stream<Arguments> rejected() {
    return Stream.of(
        rejected(
            "certificate of nobody",
            "not enough sources of verified time",
            document -> {
              ProvenanceSigner signer = ProvenanceSigner.of(GitHubJob.sample());
              return signer.sign(signer.statement(NpmFixture.PACKAGE, "1.0.0", document.tarball()));
            }),
        rejected(
            "certificate of another authority",
            "failed to build timestamp certificate chain: ",
            document -> falsified(SigstoreFault.CERTIFICATE_OF_UNKNOWN_AUTHORITY, document)),
        rejected(
            "certificate without a timestamp",
            "failed to verify SCT on signing certificate: ",
            document -> falsified(SigstoreFault.NO_TIMESTAMP, document)),
        rejected(
            "inclusion proof",
            "invalid log entry: inclusion proof contains invalid root hash: ",
            document -> falsified(SigstoreFault.CHANGED_PROOF, document)),
        rejected(
            "runner of one's own",
            "Unsupported GitHub Actions runner environment: \"self-hosted\". ",
            document -> signed(GitHubJob.sample().withRunnerEnvironment("self-hosted"), document)));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void publish_bundleThatDoesNotVerify_returns422(String reason, Bundle bundle) throws Exception {
    HttpResponse<String> response = publish(bundle);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(NpmFixture.JSON.readTree(response.body()).path("error").asText())
        .startsWith("Error verifying sigstore provenance bundle: " + reason);
  }

  private static HttpResponse<String> publish(Bundle bundle) throws Exception {
    try (NpmFixture.Running running =
        fixture.start(settings ->
            settings
                .trustedRoot(sigstore.trustedRoot())
                .trust(NpmFixture.PACKAGE, NpmFixture.TRUST))) {
      PublishRequest document = PublishRequest.sample();
      document.withProvenance(bundle.of(document));
      return running.publish(running.apiToken(), document);
    }
  }

  private static String falsified(SigstoreFault fault, PublishRequest document) throws Exception {
    sigstore.falsify(fault);
    return signed(GitHubJob.sample(), document);
  }

  private static String signed(GitHubJob job, PublishRequest document) throws Exception {
    ObjectNode statement =
        ProvenanceSigner.of(job).statement(NpmFixture.PACKAGE, "1.0.0", document.tarball());
    String token = fixture.github.token(job, "sigstore");
    return MinimalSigner.start(fixture.client, sigstore.uri(), token)
        .bundle(statement.toString())
        .toString();
  }

  private static Arguments rejected(String name, String reason, Bundle bundle) {
    return argumentSet(name, reason, bundle);
  }
}

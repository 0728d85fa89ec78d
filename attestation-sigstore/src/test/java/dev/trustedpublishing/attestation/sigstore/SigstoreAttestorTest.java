package dev.trustedpublishing.attestation.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.LoopbackTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.sigstore.SigstoreEndpoint;
import dev.trustedpublishing.testkit.sigstore.SigstoreFault;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signs at an instance that verifies every request, and that answers wrongly on demand. */
class SigstoreAttestorTest {
  private static final String STATEMENT = "{\"_type\":\"https://in-toto.io/Statement/v1\"}";

  @TempDir Path folder;
  private Sandbox sandbox;
  private OidcIssuer github;
  private OidcIssuer gitlab;
  private SigstoreInstance instance;
  private TestContext context;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
    github = sandbox.issuer();
    gitlab = sandbox.gitlabIssuer();
    instance =
        SigstoreInstance.at(URI.create(sandbox.uri() + "/sigstore"))
            .githubIssuer(github.issuer())
            .gitlabIssuer(gitlab.issuer())
            .build();
    sandbox.mount("/sigstore", instance);
    context = TestContext.over(new LoopbackTransport());
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @Test
  void sign_onGitHub_returnsBundleThatAnotherVerifierAccepts() throws Exception {
    JsonObject bundle = certify().sign(STATEMENT);

    assertThat(bundle.requireText("mediaType"))
        .isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
    verify(bundle);
  }

  @Test
  void keepingCopies_writesFilesThatOtherToolsRead() throws Exception {
    Path copies = folder.resolve("copies");
    Attestor.Signer signer =
        attestor()
            .keepingCopies(copies)
            .certify(identity(github.token(GitHubJob.sample(), "sigstore")), context);

    signer.sign(
        "{\"subject\":[{\"name\":\"a-1.0.tar.gz\"}],\"predicateType\":"
            + "\"https://docs.pypi.org/attestations/publish/v1\"}");
    signer.sign("{\"subject\":[{\"name\":\"pkg:npm/%40acme/hello@1.0.0\"}]}");

    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.list(copies)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "trusted_root.json",
              "a-1.0.tar.gz.sigstore.json",
              "a-1.0.tar.gz.publish.attestation",
              "acme-hello-1.0.0.tgz.sigstore.json");
    }
    SigstoreVerifier verifier =
        new SigstoreVerifier(
            TrustAnchors.read(Files.readString(copies.resolve("trusted_root.json"))));
    verifier.verify(
        SignedEnvelope.ofAttestation(
            json.readTree(copies.resolve("a-1.0.tar.gz.publish.attestation").toFile())),
        certificate -> {});
    verifier.verify(
        SignedEnvelope.ofBundle(
            json.readTree(copies.resolve("acme-hello-1.0.0.tgz.sigstore.json").toFile())),
        certificate -> {});
  }

  @Test
  void keepingCopies_whereNothingCanBeWritten_failsBeforeAnythingIsPublic() throws Exception {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "");

    assertThatThrownBy(() ->
            attestor()
                .keepingCopies(file)
                .certify(identity(github.token(GitHubJob.sample(), "sigstore")), context))
        .hasMessageContaining("The copies of attestations can't be written to " + file)
        .hasMessageContaining("Fix:      Choose another folder, or keep no copies.");
    assertThat(instance.certificates()).isEmpty();
    assertThat(instance.requests()).isEmpty();
  }

  @Test
  void sign_onGitLab_returnsBundleThatAnotherVerifierAccepts() throws Exception {
    verify(
        attestor()
            .certify(identity(gitlab.sign(gitlab.claims(GitLabJob.sample(), "sigstore"))), context)
            .sign(STATEMENT));
  }

  @Test
  void sign_manyStatements_usesOneCertificateAndProvesInclusionInGrowingTree() throws Exception {
    Attestor.Signer signer = certify();
    Set<String> indexes = new HashSet<>();
    for (int i = 0; i < 9; i++) {
      JsonObject bundle = signer.sign("{\"number\":" + i + "}");
      verify(bundle);
      indexes.add(entry(bundle).requireText("logIndex"));
    }

    assertThat(indexes).hasSize(9);
    assertThat(instance.certificates()).hasSize(1);
  }

  @Test
  @FaultRow("A07")
  void certify_returnsEndByOurClock() {
    assertThat(certify().expiresAt())
        .isBetween(Instant.now().plusSeconds(9 * 60), Instant.now().plusSeconds(10 * 60));
  }

  @ParameterizedTest
  @FaultRow({"A03", "A04"})
  @EnumSource(SigstoreFault.class)
  void sign_whenAnswerIsWrong_isRejectedAndExplained(SigstoreFault fault) {
    instance.falsify(fault);

    assertThatThrownBy(() -> certify().sign(STATEMENT))
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.stage()).isEqualTo(Stage.ATTEST);
              assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_SIGNING_UNTRUSTED);
              assertThat(e.retryCanHelp()).isFalse();
              assertThat(e.problem().found()).isPresent();
              assertThat(e.problem().expected()).isPresent();
            });
  }

  @Test
  @FaultRow("A02")
  void sign_afterLostResponse_repeatsTheSameRequestAndReadsTheEntry() throws Exception {
    Attestor.Signer signer = certify();
    instance.script(SigstoreEndpoint.CREATE_ENTRY, Fault.dropAnswer());
    assertThatThrownBy(() -> signer.sign(STATEMENT)).isInstanceOf(TransportException.class);

    verify(signer.sign(STATEMENT));

    assertThat(instance.entries()).hasSize(1);
    assertThat(
            instance.requests().stream()
                .map(RecordedRequest::target)
                .filter(target -> target.contains("/log/entries/")))
        .hasSize(1);
  }

  @Test
  void sign_onConflictWithoutLocation_isTemporary() {
    Attestor.Signer signer = certify();
    instance.script(
        SigstoreEndpoint.CREATE_ENTRY,
        Fault.answer(
            409, "application/json", "{\"code\":409,\"message\":\"an equivalent entry\"}"));

    assertThatThrownBy(() -> signer.sign(STATEMENT))
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
              assertThat(e.retryCanHelp()).isTrue();
            });
  }

  @Test
  @FaultRow("A05")
  void certify_whenAudienceIsWrong_showsMessageAndRemedy() {
    IdentityToken wrong = identity(github.token(GitHubJob.sample(), "pypi"));

    assertThatThrownBy(() -> attestor().certify(wrong, context))
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_SIGNING_REJECTED);
              assertThat(e.problem().text())
                  .contains(
                      "Could not get a certificate from 127.0.0.1",
                      "There was an error processing the identity token",
                      "audience 'sigstore'",
                      "--attestations none");
              assertThat(e.retryCanHelp()).isFalse();
            });
  }

  @Test
  @FaultRow("A01")
  void certify_whenAuthorityIsDown_isTemporary() {
    instance.script(
        SigstoreEndpoint.SIGNING_CERTIFICATE,
        Fault.answer(
            500,
            "application/json",
            "{\"code\":13,\"message\":\"error communicating with CA backend\"}"));

    assertThatThrownBy(this::certify)
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_REGISTRY_ERROR);
              assertThat(e.retryCanHelp()).isTrue();
              assertThat(e.problem().text()).contains("error communicating with CA backend");
            });
  }

  @Test
  void certify_whenRateLimited_namesTheRequestedWait() {
    instance.script(
        SigstoreEndpoint.SIGNING_CERTIFICATE,
        new Fault.Instead(Answer.plain(429, "slow down").withHeader("Retry-After", "7")));

    assertThatThrownBy(this::certify)
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_RATE_LIMITED);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
            });
  }

  @Test
  void certify_whenRedirected_doesNotFollow() {
    instance.script(
        SigstoreEndpoint.SIGNING_CERTIFICATE,
        new Fault.Instead(Answer.redirect(307, "https://evil.example/")));

    assertThatThrownBy(this::certify)
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE_UNEXPECTED_REDIRECT));
  }

  @Test
  void certify_whenAnswerIsNotJson_isTemporary() {
    instance.script(
        SigstoreEndpoint.SIGNING_CERTIFICATE,
        Fault.answer(200, "text/html", "<html>Log in</html>"));

    assertThatThrownBy(this::certify)
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER));
  }

  @Test
  void certify_withoutReadableInstance_namesTheFile() {
    assertThatThrownBy(() ->
            SigstoreAttestor.at(folder.resolve("missing.json"))
                .certify(identity(github.token(GitHubJob.sample(), "sigstore")), context))
        .isInstanceOfSatisfying(
            TrustedPublishingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.USAGE_CONFIGURATION);
              assertThat(e.problem().text()).contains("missing.json", "no such file");
            });
  }

  private Attestor.Signer certify() {
    return attestor().certify(identity(github.token(GitHubJob.sample(), "sigstore")), context);
  }

  private SigstoreAttestor attestor() {
    try {
      return SigstoreAttestor.at(
          Files.writeString(
              folder.resolve("instance.json"),
              "{\"mediaType\":\"application/vnd.dev.sigstore.clienttrustconfig.v0.1+json\","
                  + "\"trustedRoot\":"
                  + instance.trustedRoot()
                  + ",\"signingConfig\":"
                  + instance.signingConfig()
                  + "}"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private IdentityToken identity(String jwt) {
    return context.readIdentityToken(Secret.of(jwt), IdentityToken.Supply.ON_REQUEST);
  }

  private void verify(JsonObject bundle) throws Exception {
    new SigstoreVerifier(TrustAnchors.read(instance.trustedRoot()))
        .verify(
            SignedEnvelope.ofBundle(
                new ObjectMapper().readTree(context.json().write(bundle.members()))),
            certificate -> {});
  }

  private static JsonObject entry(JsonObject bundle) {
    return bundle.object("verificationMaterial").orElseThrow().objects("tlogEntries").get(0);
  }
}

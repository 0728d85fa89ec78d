package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.npm.options.Access;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.npm.NpmEndpoint;
import dev.trustedpublishing.testkit.registry.npm.model.Permission;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * npm's whole way, nothing faked in between: real files, real sockets, an issuer and a registry
 * that verify everything.
 */
@Timeout(60)
class PublishToNpmTest {
  private static final GitHubJob JOB = GitHubJob.sample();

  @TempDir Path folder;
  private final List<AuditEntry> trail = new ArrayList<>();
  private Sandbox sandbox;

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @Test
  void publish_package_completesWholePipeline() throws IOException {
    start(npm -> npm.trust("@acme/hello", trust()));
    Path tarball = PackedPackage.of(folder, "@acme/hello", "1.0.0", ",\"bin\":\"cli.js\"");

    PublishReport report = publish(UnaryOperator.identity(), tarball);

    assertThat(report.artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED);
    Publication published = sandbox.npm().published().get(0);
    assertThat(published.packageName()).isEqualTo("@acme/hello");
    assertThat(published.tag()).isEqualTo("latest");
    assertThat(published.access()).isNull();
    assertThat(published.tarball()).hasSameBinaryContentAs(tarball);
    assertThat(published.manifest().path("bin").path("hello").asText()).isEqualTo("cli.js");
    assertThat(published.manifest().path("readme").asText()).isEqualTo("# @acme/hello\n");
    assertThat(published.manifest().has("_resolved")).isFalse();
  }

  @Test
  void requests_useNpmPathEscapingAndEmptyExchangeBody() throws IOException {
    start(npm -> npm.trust("@acme/hello", trust()));

    publish(UnaryOperator.identity(), PackedPackage.of(folder, "@acme/hello", "1.0.0"));

    assertThat(sandbox.npm().requests())
        .extracting(RecordedRequest::method, RecordedRequest::target)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "POST", "/-/npm/v1/oidc/token/exchange/package/@acme%2fhello"),
            org.assertj.core.groups.Tuple.tuple("GET", "/npm/@acme%2fhello?write=true"),
            org.assertj.core.groups.Tuple.tuple("PUT", "/npm/@acme%2fhello"));
    assertThat(sandbox.npm().requests().get(0).headers().get("content-length"))
        .containsExactly("0");
  }

  @Test
  void eachPackage_exchangesSeparateExpiringToken() throws IOException {
    start(npm -> npm.trust("one", trust()).trust("@acme/two", trust()));

    PublishReport report =
        publish(
            UnaryOperator.identity(),
            PackedPackage.of(folder, "one", "1.0.0"),
            PackedPackage.of(folder, "@acme/two", "2.0.0"),
            PackedPackage.of(folder, "one", "1.1.0"));

    assertThat(sandbox.npm().mintedTokens()).hasSize(2);
    assertThat(sandbox.npm().published()).hasSize(3);
    assertThat(report.revocations())
        .hasSize(2)
        .allMatch(revocation -> revocation instanceof Revocation.ExpiresAt);
    assertThat(sandbox.npm().requests()).noneMatch(request -> request.method().equals("DELETE"));
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  @FaultRow("X07")
  void exchange_workflowCaseMismatch_showsExpectedClaims() throws IOException {
    start(npm -> npm.trust("hello", Trust.github(JOB.fullRepository(), "Release.yml")));

    PublishFailedException e =
        failure(UnaryOperator.identity(), PackedPackage.of(folder, "hello", "1.0.0"));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.exitCode()).isEqualTo(4);
    assertThat(e)
        .hasMessageContaining("repository = " + JOB.fullRepository())
        .hasMessageContaining("workflow filename = " + JOB.workflow())
        .hasMessageContaining("case-sensitive")
        .hasMessageContaining("The package must exist")
        .hasMessageContaining("HTTP 404");
    assertThat(sandbox.npm().published()).isEmpty();
  }

  @Test
  @FaultRow("X02")
  void registryWithoutTrustedPublishing_isReportedUnsupported() throws IOException {
    start(npm -> npm.packages("hello").withoutTrustedPublishing());

    PublishFailedException e =
        failure(UnaryOperator.identity(), PackedPackage.of(folder, "hello", "1.0.0"));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_UNSUPPORTED);
    assertThat(e).hasMessageContaining("does not support trusted publishing");
  }

  @Test
  @FaultRow("X13")
  void rejectedExchange_neverFallsBackToStoredToken() throws IOException {
    start(npm -> npm.packages("hello"));
    Secret stored = Secret.of(sandbox.npm().accountToken());

    PublishFailedException e =
        failure(
            builder ->
                builder
                    .trustedPublishing(TrustedPublishing.AUTOMATIC)
                    .storedCredential("__token__", stored),
            PackedPackage.of(folder, "hello", "1.0.0"));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(sandbox.npm().published()).isEmpty();
  }

  @Test
  void storedToken_trustedPublishingNever_isSentAsBearer() throws IOException {
    start(npm -> npm.withoutTrustedPublishing());
    Secret stored = Secret.of(sandbox.npm().accountToken());

    publish(
        builder ->
            builder
                .trustedPublishing(TrustedPublishing.NEVER)
                .storedCredential("__token__", stored),
        PackedPackage.of(folder, "brand-new", "1.0.0"));

    assertThat(sandbox.npm().published()).hasSize(1);
  }

  @Test
  @FaultRow("X14")
  void publish_secondExchangeFails_reportsFirstPackagePublished() throws IOException {
    start(npm -> npm.trust("aaa", trust()).packages("bbb"));

    PublishFailedException e =
        failure(
            UnaryOperator.identity(),
            PackedPackage.of(folder, "aaa", "1.0.0"),
            PackedPackage.of(folder, "bbb", "1.0.0"));

    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED, ArtifactState.NOT_ATTEMPTED);
    assertThat(e.report().revocations()).singleElement().isInstanceOf(Revocation.ExpiresAt.class);
  }

  @Test
  @FaultRow("U05")
  void republish_sameBytesSucceed_otherBytesConflict() throws IOException {
    start(npm -> npm.trust("hello", trust()));
    Path first = PackedPackage.of(folder, "hello", "1.0.0");
    publish(UnaryOperator.identity(), first);

    assertThat(publish(UnaryOperator.identity(), first).artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.ALREADY_PUBLISHED);
    assertThat(publish(TrustedPublisherBuilder::skipExisting, first).artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.ALREADY_PUBLISHED);

    Path other =
        PackedPackage.of(folder.resolve("other"), "hello", "1.0.0", ",\"description\":\"x\"");
    PublishFailedException e = failure(UnaryOperator.identity(), other);
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(e)
        .hasMessageContaining("Found:    " + sandbox.npm().published().get(0).integrity())
        .hasMessageContaining("Expected: sha512-");
    assertThat(puts()).isEqualTo(1);
  }

  @Test
  void failedAttempt_recordsCfRayAsRequestId() throws IOException {
    start(npm -> npm.trust("hello", trust()));
    sandbox
        .npm()
        .script(
            NpmEndpoint.EXCHANGE,
            Fault.answer(503, "text/plain", "busy").withHeader("CF-Ray", "8e1d2-FRA"));

    publish(UnaryOperator.identity(), PackedPackage.of(folder, "hello", "1.0.0"));

    assertThat(trail)
        .extracting(AuditEntry::event)
        .filteredOn(AuditEvent.AttemptFailed.class::isInstance)
        .singleElement()
        .satisfies(event ->
            assertThat(((AuditEvent.AttemptFailed) event).requestId()).contains("8e1d2-FRA"));
  }

  @Test
  @FaultRow({"U03", "U04"})
  void lostPublishResponse_isResolvedByIntegrity() throws IOException {
    start(npm -> npm.trust("hello", trust()));
    sandbox.npm().script(NpmEndpoint.PUBLISH, Fault.dropAnswer());

    PublishReport report =
        publish(UnaryOperator.identity(), PackedPackage.of(folder, "hello", "1.0.0"));

    assertThat(report.artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED);
    assertThat(puts()).isEqualTo(1);
  }

  @Test
  @FaultRow("U09")
  void stageOnlyPublisher_cannotPublishButCanStage() throws IOException {
    start(npm -> npm.trust("hello", trust().permitting(Permission.CREATE_STAGED_PACKAGE)));
    Path tarball = PackedPackage.of(folder, "hello", "1.0.0");

    PublishFailedException e = failure(UnaryOperator.identity(), tarball);
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_FORBIDDEN);
    assertThat(e).hasMessageContaining("OIDC permission denied").hasMessageContaining("--stage");

    PublishReport report = publish(builder -> builder.with(new NpmRepository().staged()), tarball);
    assertThat(sandbox.npm().published()).isEmpty();
    assertThat(sandbox.npm().staged()).hasSize(1);
    assertThat(report.warnings().toString())
        .contains("hello@1.0.0 is staged", sandbox.npm().staged().keySet().iterator().next());
  }

  @Test
  @FaultRow("U16")
  void stagedVersion_stagedAgain_isConflict() throws IOException {
    start(npm -> npm.trust("hello", trust()));
    Path tarball = PackedPackage.of(folder, "hello", "1.0.0");
    publish(builder -> builder.with(new NpmRepository().staged()), tarball);

    PublishFailedException e =
        failure(builder -> builder.with(new NpmRepository().staged()), tarball);

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(e).hasMessageContaining("already staged");
    assertThat(e.report().artifacts().get(0).attempts()).isEqualTo(1);
  }

  @Test
  void tagAndAccessOptions_areSentInDocument() throws IOException {
    start(npm -> npm.trust("@acme/hello", trust()));

    publish(
        builder -> builder.with(new NpmRepository().withTag("next").withAccess(Access.PUBLIC)),
        PackedPackage.of(folder, "@acme/hello", "2.0.0-beta.1"));

    assertThat(sandbox.npm().published())
        .singleElement()
        .matches(published -> published.tag().equals("next"))
        .matches(published -> "public".equals(published.access()));
  }

  @Test
  void publish_olderVersion_requiresExplicitTag() throws IOException {
    start(npm -> npm.trust("hello", trust()));
    publish(UnaryOperator.identity(), PackedPackage.of(folder, "hello", "2.0.0"));
    Path older = PackedPackage.of(folder, "hello", "1.9.0");

    PublishFailedException e = failure(UnaryOperator.identity(), older);
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_TAG_REQUIRED);
    assertThat(e).hasMessageContaining("version 2.0.0").hasMessageContaining("--tag");

    publish(builder -> builder.with(new NpmRepository().withTag("release-1.x")), older);
    assertThat(sandbox.npm().published()).hasSize(2);
  }

  @Test
  @FaultRow("C06")
  void fileChangedAfterPlanning_isNotPublished() throws IOException {
    start(npm -> npm.trust("hello", trust()));
    Path tarball = PackedPackage.of(folder, "hello", "1.0.0");
    byte[] other =
        Files.readAllBytes(
            PackedPackage.of(folder.resolve("other"), "hello", "1.0.0", ",\"license\":\"MIT\""));

    PublishFailedException e =
        failure(
            // A secret is masked after planning, and before the run continues.
            builder -> builder.workflowCommands(mask -> write(tarball, other)),
            tarball);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_CHANGED);
    assertThat(sandbox.npm().published()).isEmpty();
  }

  @Test
  void selfHostedRunner_isRejectedBeforeExchange() throws IOException {
    sandbox =
        Sandbox.builder()
            .job(JOB.withRunnerEnvironment("self-hosted"))
            .npm(npm -> npm.trust("hello", trust()))
            .start();

    PublishFailedException e =
        failure(UnaryOperator.identity(), PackedPackage.of(folder, "hello", "1.0.0"));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_WOULD_BE_REFUSED);
    assertThat(e).hasMessageContaining("self-hosted");
    assertThat(sandbox.npm().requests()).isEmpty();
  }

  private static Trust trust() {
    return Trust.github(JOB.fullRepository(), JOB.workflow());
  }

  private void start(
      UnaryOperator<dev.trustedpublishing.testkit.registry.npm.NpmRegistry.Builder> settings)
      throws IOException {
    sandbox = Sandbox.builder().npm(settings).start();
  }

  private long puts() {
    return sandbox.npm().requests().stream().filter(r -> r.method().equals("PUT")).count();
  }

  private PublishReport publish(UnaryOperator<TrustedPublisherBuilder> more, Path... files)
      throws IOException {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    try (TrustedPublisher publisher =
        more.apply(
                TrustedPublisher.builder()
                    .repository("npm")
                    .folder(folder)
                    .environment(environment)
                    .workflowCommands(command -> {})
                    .onEvent(trail::add))
            .build()) {
      return publisher.publish(List.of(files));
    }
  }

  private PublishFailedException failure(
      UnaryOperator<TrustedPublisherBuilder> more, Path... files) {
    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> publish(more, files));
    assertThat(e).as("a failure").isNotNull();
    assertThat(e.getMessage()).doesNotContain("npm_").doesNotContain("eyJ");
    return e;
  }

  private static void write(Path path, byte[] content) {
    try {
      Files.write(path, content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

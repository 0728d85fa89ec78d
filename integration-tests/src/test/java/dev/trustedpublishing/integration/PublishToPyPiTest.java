package dev.trustedpublishing.integration;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.IssuerEndpoint;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job, nothing faked in between: real files, real sockets, an issuer and a registry that
 * verify everything.
 */
class PublishToPyPiTest {
  @TempDir Path folder;
  private final List<AuditEntry> trail = Collections.synchronizedList(new ArrayList<>());
  private final List<String> commands = Collections.synchronizedList(new ArrayList<>());
  private Sandbox sandbox;
  private List<Path> sample;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
    sample = SampleDistribution.HATCHLING.copyTo(Files.createDirectories(folder.resolve("dist")));
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @Test
  void publish_wheelAndSdist_completesWholePipeline() throws IOException {
    PublishReport report = publish(UnaryOperator.identity());

    assertThat(report.artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED, ArtifactState.PUBLISHED);
    assertThat(sandbox.pypi().files())
        .extracting(UploadedFile::filename)
        .containsExactlyInAnyOrderElementsOf(
            sample.stream().map(path -> path.getFileName().toString()).toList());
    for (UploadedFile file : sandbox.pypi().files()) {
      assertThat(file.content())
          .hasSameBinaryContentAs(folder.resolve("dist").resolve(file.filename()));
    }
    assertThat(report.revocations()).containsExactly(new Revocation.Requested());
    assertThat(sandbox.pypi().mintedTokens()).singleElement().matches(MintedToken::burned);
    assertThat(report.warnings()).isEmpty();
    assertThat(trail.stream().map(entry -> entry.event().type()))
        .containsExactly(
            "run.started",
            "artifact.planned",
            "artifact.planned",
            "provider.detected",
            "provider.detected",
            "provider.detected",
            "provider.detected",
            "provider.detected",
            "identity.obtained",
            "token.exchanged",
            "artifact.started",
            "artifact.published",
            "artifact.started",
            "artifact.published",
            "token.revoked",
            "run.finished");
  }

  @Test
  @FaultRow("I7")
  void auditLogAndReport_containNoToken() throws IOException {
    Path log = folder.resolve("audit.jsonl");
    PublishReport report = publish(builder -> builder.onEvent(AuditSinks.jsonLines(log)));

    String everything = Files.readString(log) + trail + report;
    String apiToken = sandbox.pypi().mintedTokens().get(0).value();
    String requestToken = sandbox.environment().get("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    String basic =
        Base64.getEncoder()
            .encodeToString(("__token__:" + apiToken).getBytes(StandardCharsets.UTF_8));
    assertThat(commands).hasSize(3).allMatch(line -> line.startsWith("::add-mask::"));
    List<String> masked =
        commands.stream().map(line -> line.substring("::add-mask::".length())).toList();
    assertThat(masked).contains(apiToken, basic);
    assertThat(everything)
        .doesNotContain(masked)
        .doesNotContain(requestToken, apiToken.substring(20, 40));
    for (String part : masked.get(0).split("\\.", -1)) {
      assertThat(everything).doesNotContain(part);
    }
  }

  @Test
  void republish_sameFiles_succeedsWithoutChanges() throws IOException {
    publish(UnaryOperator.identity());

    PublishReport again = publish(TrustedPublisherBuilder::skipExisting);

    assertThat(again.artifacts())
        .extracting(ArtifactResult::state)
        .containsOnly(ArtifactState.ALREADY_PUBLISHED);
    assertThat(sandbox.pypi().files()).hasSize(2);
  }

  @Test
  void republish_differentContent_isConflictWithBothDigests() throws IOException {
    publish(UnaryOperator.identity());
    String stored =
        sandbox.pypi().files().stream()
            .filter(f -> f.filename().endsWith(".whl"))
            .findFirst()
            .orElseThrow()
            .sha256();
    Path wheel = rebuilt(sample.get(0));

    PublishFailedException e = failure(builder -> builder, List.of(wheel), sandbox.environment());

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(e.exitCode()).isEqualTo(5);
    assertThat(e)
        .hasMessageContaining("Found:    sha256:" + stored)
        .hasMessageContaining("It was not overwritten.");
    assertThat(sandbox.pypi().files()).hasSize(2);
  }

  @Test
  @FaultRow("O01")
  void publish_outsideCi_failsWithNoneDetected() {
    PublishFailedException e = failure(builder -> builder, sample, Map.of());

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(e.exitCode()).isEqualTo(3);
    assertThat(e).hasMessageContaining("GITHUB_ACTIONS=true");
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @Test
  @FaultRow("O02")
  void publish_githubWithoutPermission_showsPermissionLines() {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.remove("ACTIONS_ID_TOKEN_REQUEST_URL");
    environment.remove("ACTIONS_ID_TOKEN_REQUEST_TOKEN");

    PublishFailedException e = failure(builder -> builder, sample, environment);

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_PERMISSION_MISSING);
    assertThat(e)
        .hasMessageContaining("This GitHub Actions job may not request an identity token.")
        .hasMessageContaining("permissions:")
        .hasMessageContaining("  id-token: write");
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @Test
  @FaultRow("T04")
  void publish_unreachableRegistry_namesHostAndPort() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    // One further attempt would only wait: what is said after the first one is what counts here.
    PublishFailedException e =
        failure(
            builder -> builder.repository("http://127.0.0.1:" + port + "/legacy/"),
            sample,
            sandbox.environment());

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_CONNECT);
    assertThat(e.exitCode()).isEqualTo(6);
    assertThat(e).hasMessageContaining("127.0.0.1").hasMessageContaining(String.valueOf(port));
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsOnly(ArtifactState.NOT_ATTEMPTED);
  }

  @Test
  @FaultRow("X05")
  void exchange_registrationMismatch_showsClaimsAndField() throws IOException {
    try (Sandbox other =
        Sandbox.builder()
            .publishers(
                List.of(
                    PublisherRegistration.github("octo-org", "65", "sampleproject", "publish.yml")))
            .job(GitHubJob.sample())
            .start()) {
      PublishFailedException e =
          failure(
              builder -> builder.repository(other.uploadUrl().toString()),
              sample,
              other.environment());

      assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
      assertThat(e.stage()).isEqualTo(Stage.EXCHANGE);
      assertThat(e.exitCode()).isEqualTo(4);
      assertThat(e.httpStatus()).hasValue(422);
      assertThat(e.presentedClaims())
          .containsEntry("repository", GitHubJob.sample().fullRepository())
          .containsEntry("job_workflow_ref", GitHubJob.sample().workflowRef());
      assertThat(e).hasMessageContaining("workflow").hasMessageContaining("release.yml");
      assertThat(other.pypi().mintedTokens()).isEmpty();
      assertThat(other.pypi().files()).isEmpty();
    }
  }

  @Test
  @FaultRow({"F03", "F04"})
  void plan_unsupportedAndDuplicateFiles_reportsAllProblems() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");
    Path twin =
        Files.copy(
            sample.get(0),
            Files.createDirectories(folder.resolve("other")).resolve(sample.get(0).getFileName()));

    PublishFailedException e =
        failure(builder -> builder, List.of(notes, sample.get(0), twin), sandbox.environment());

    assertThat(e.stage()).isEqualTo(Stage.PLAN);
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(e.problems())
        .extracting(problem -> problem.code())
        .contains(ErrorCode.USAGE_UNSUPPORTED_FILE, ErrorCode.USAGE_DUPLICATE_FILE);
    assertThat(e).hasMessageContaining("notes.txt").hasMessageContaining(twin.toString());
    assertThat(sandbox.issuer().requests()).isEmpty();
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @Test
  @FaultRow("C06")
  void fileChangedAfterPlanning_isNotUploaded() {
    PublishFailedException e =
        failure(
            builder -> builder.workflowCommands(this::overwriteAfterPlanning),
            sample,
            sandbox.environment());

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_CHANGED);
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(e).hasMessageContaining("changed after it was planned.");
    assertThat(sandbox.pypi().files()).isEmpty();
    assertThat(sandbox.pypi().mintedTokens()).allMatch(MintedToken::burned);
  }

  @Test
  @FaultRow("C05")
  void fileDeletedAfterPlanning_failsWhileOthersContinue() throws IOException {
    PublishFailedException e =
        failure(
            builder -> builder.keepGoing().workflowCommands(this::deleteAfterPlanning),
            sample,
            sandbox.environment());

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e)
        .hasMessageContaining(sample.get(0) + " can't be read.")
        .hasMessageContaining("Found:    no such file");
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.REJECTED, ArtifactState.PUBLISHED);
    assertThat(sandbox.pypi().files()).hasSize(1);
    assertThat(sandbox.pypi().mintedTokens()).allMatch(MintedToken::burned);
  }

  /** All that is wrong is told at once, and nothing is sent. */
  @Test
  @FaultRow("C05")
  void plan_nonRegularFiles_reportsAllProblems() throws IOException {
    Path loop = folder.resolve("loop-1.0-py3-none-any.whl");
    Files.createSymbolicLink(loop, loop.getFileName());
    Path link = folder.resolve("zero-1.0-py3-none-any.whl");
    Files.createSymbolicLink(link, Path.of("/dev/zero"));

    PublishFailedException e =
        failure(UnaryOperator.identity(), List.of(folder, loop, link), sandbox.environment());

    assertThat(e.stage()).isEqualTo(Stage.PLAN);
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(e)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(loop + " can't be read.")
        .hasMessageContaining(link + " can't be read.")
        .hasMessageContaining("Found:    not a regular file");
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @Test
  @FaultRow("X10")
  void lostExchangeResponse_isRetriedWithNewIdentityToken() throws IOException {
    sandbox.pypi().script(Endpoint.MINT, Fault.dropAnswer());

    PublishReport report = publish(UnaryOperator.identity());

    assertThat(report.isComplete()).isTrue();
    assertThat(sandbox.pypi().mintedTokens()).hasSize(2);
    assertThat(report.warnings())
        .singleElement()
        .satisfies(w -> assertThat(w.what()).contains("unknown API token"));
  }

  @Test
  @FaultRow("U03")
  void lostUploadResponse_isResolvedByLookup() throws IOException {
    sandbox.pypi().script(Endpoint.UPLOAD, Fault.dropAnswer());

    PublishReport report = publish(UnaryOperator.identity());

    assertThat(report.isComplete()).isTrue();
    assertThat(sandbox.pypi().files()).hasSize(2);
  }

  @Test
  @FaultRow("C01")
  void close_duringUpload_revokesToken() throws Exception {
    sandbox.pypi().script(Endpoint.UPLOAD, Fault.delay(Duration.ofMinutes(1)));
    CountDownLatch sent = new CountDownLatch(1);
    TrustedPublisher publisher =
        builder(sandbox.environment())
            .onProgress((artifact, bytes, total) -> {
              if (bytes == total) {
                sent.countDown();
              }
            })
            .build();
    CompletableFuture<PublishFailedException> run =
        CompletableFuture.supplyAsync(() ->
            catchThrowableOfType(PublishFailedException.class, () -> publisher.publish(sample)));
    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();

    publisher.close();

    assertThat(sandbox.pypi().mintedTokens()).singleElement().matches(MintedToken::burned);
    PublishFailedException e = run.get(10, TimeUnit.SECONDS);
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.UNKNOWN, ArtifactState.NOT_ATTEMPTED);
    assertThat(e.report().revocations()).containsExactly(new Revocation.Requested());
  }

  @Test
  @FaultRow("O06")
  void identityEndpoint_serverError_isRetried() throws IOException {
    sandbox.issuer().script(IssuerEndpoint.TOKEN, Fault.answer(503, "text/html", "<h1>busy</h1>"));

    PublishReport report = publish(UnaryOperator.identity());

    assertThat(report.isComplete()).isTrue();
    assertThat(
            trail.stream()
                .map(AuditEntry::event)
                .filter(AuditEvent.AttemptFailed.class::isInstance))
        .singleElement()
        .satisfies(event -> {
          AuditEvent.AttemptFailed failed = (AuditEvent.AttemptFailed) event;
          assertThat(failed.code()).isEqualTo("temporary.identity-endpoint");
          assertThat(failed.nextDelay()).isPresent();
        });
  }

  @Test
  void failedAttempts_recordServerRequestIds() throws IOException {
    Fault.Instead busy = Fault.answer(503, "text/html", "busy").withHeader("Retry-After", "0");
    sandbox.issuer().script(IssuerEndpoint.TOKEN, busy.withHeader("X-Request-Id", "ci-1"));
    sandbox.pypi().script(Endpoint.MINT, busy.withHeader("X-Request-Id", "mint-1"));
    sandbox
        .pypi()
        .script(
            Endpoint.UPLOAD,
            busy.withHeader("X-Request-Id", "upload-1 ::error::" + "x".repeat(500)),
            busy);

    publish(UnaryOperator.identity());

    assertThat(
            trail.stream()
                .map(AuditEntry::event)
                .filter(AuditEvent.AttemptFailed.class::isInstance)
                .map(AuditEvent.AttemptFailed.class::cast)
                .map(failed -> failed.failedStage() + " " + failed.requestId().orElse("-")))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("obtain ci-1"),
            second -> assertThat(second).isEqualTo("exchange mint-1"),
            third ->
                assertThat(third)
                    .startsWith("publish upload-1 : :error: :xxx")
                    .hasSizeLessThan(150),
            fourth -> assertThat(fourth).isEqualTo("publish -"));
  }

  @Test
  @FaultRow("R02")
  void indexWithoutRevocation_reportsTokenExpiry() throws IOException {
    sandbox.pypi().script(Endpoint.BURN, Fault.answer(404, "text/html", "Not Found"));

    PublishReport report = publish(UnaryOperator.identity());

    assertThat(report.isComplete()).isTrue();
    assertThat(report.revocations()).singleElement().isInstanceOf(Revocation.ExpiresAt.class);
  }

  @Test
  @FaultRow("C02")
  void twoPublishers_inOneJvm_areIsolated() throws Exception {
    try (Sandbox other = Sandbox.builder().start()) {
      List<Path> others =
          SampleDistribution.FLIT.copyTo(Files.createDirectories(folder.resolve("flit")));
      Thread thread =
          new Thread(() -> {
            try (TrustedPublisher publisher =
                TrustedPublisher.builder()
                    .repository(other.uploadUrl().toString())
                    .environment(other.environment())
                    .workflowCommands(line -> {})
                    .build()) {
              publisher.publish(others);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      thread.start();
      publish(UnaryOperator.identity());
      thread.join();

      assertThat(sandbox.pypi().projects()).containsExactly(SampleDistribution.HATCHLING.project());
      assertThat(other.pypi().projects()).hasSize(1);
    }
  }

  @Test
  @FaultRow("C02")
  void thirtyTwoConcurrentRuns_useSeparateTokens() throws Exception {
    List<PublishReport> reports = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try (TrustedPublisher shared = builder(sandbox.environment()).build()) {
      Callable<PublishReport> onTheSharedOne = () -> shared.publish(sample);
      Callable<PublishReport> onItsOwn = () -> publish(UnaryOperator.identity());
      List<Callable<PublishReport>> runs = new ArrayList<>(nCopies(16, onTheSharedOne));
      runs.addAll(nCopies(16, onItsOwn));
      for (Future<PublishReport> run : threads.invokeAll(runs)) {
        reports.add(run.get());
      }
    } finally {
      threads.shutdown();
    }

    assertThat(reports).allMatch(PublishReport::isComplete);
    assertThat(reports.stream().map(PublishReport::runId).distinct()).hasSize(32);
    assertThat(sandbox.pypi().files()).hasSize(2);
    assertThat(sandbox.pypi().mintedTokens()).hasSize(32).allMatch(MintedToken::burned);
    for (PublishReport report : reports) {
      assertThatTheTrailIsOfOneRun(report.runId());
    }
  }

  /** Each event once and in its place, and one token that no other run knows. */
  private void assertThatTheTrailIsOfOneRun(String runId) {
    List<AuditEntry> own = trail.stream().filter(entry -> entry.runId().equals(runId)).toList();

    assertThat(own.stream().map(AuditEntry::sequence))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, own.size()).boxed().toList());
    assertThat(own.get(0).event()).isInstanceOf(AuditEvent.RunStarted.class);
    assertThat(own.get(own.size() - 1).event()).isInstanceOf(AuditEvent.RunFinished.class);
    List<String> came = new ArrayList<>();
    List<String> went = new ArrayList<>();
    for (AuditEntry entry : own) {
      if (entry.event() instanceof AuditEvent.TokenExchanged it) {
        came.add(it.fingerprint());
      } else if (entry.event() instanceof AuditEvent.TokenRevoked it) {
        went.add(it.fingerprint());
      }
    }
    assertThat(came).hasSize(1).isEqualTo(went);
  }

  private PublishReport publish(UnaryOperator<TrustedPublisherBuilder> more) throws IOException {
    try (TrustedPublisher publisher = more.apply(builder(sandbox.environment())).build()) {
      return publisher.publish(sample);
    }
  }

  private PublishFailedException failure(
      UnaryOperator<TrustedPublisherBuilder> more,
      List<Path> files,
      Map<String, String> environment) {
    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> {
              try (TrustedPublisher publisher = more.apply(builder(environment)).build()) {
                publisher.publish(files);
              }
            });
    assertThat(e).as("a failure").isNotNull();
    assertNoSecretIn(e);
    return e;
  }

  private TrustedPublisherBuilder builder(Map<String, String> environment) {
    return TrustedPublisher.builder()
        .repository(sandbox.uploadUrl().toString())
        .environment(environment)
        .onEvent(trail::add)
        .workflowCommands(commands::add);
  }

  private void assertNoSecretIn(TrustedPublishingException e) {
    StringWriter stack = new StringWriter();
    e.printStackTrace(new PrintWriter(stack));
    commands.forEach(command ->
        assertThat(stack.toString()).doesNotContain(command.substring("::add-mask::".length())));
  }

  /** The last command hides the API token, and the uploads come next. */
  private void overwriteAfterPlanning(String command) {
    commands.add(command);
    if (commands.size() == 3) {
      try {
        Files.writeString(sample.get(0), "an unreadable value");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void deleteAfterPlanning(String command) {
    commands.add(command);
    if (commands.size() == 3) {
      try {
        Files.delete(sample.get(0));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The same name with different bytes: the wheel's content in another order would do, another date
   * does too.
   */
  private Path rebuilt(Path wheel) throws IOException {
    Path other = Files.createDirectories(folder.resolve("rebuilt")).resolve(wheel.getFileName());
    byte[] bytes = Files.readAllBytes(wheel);
    return Files.write(other, OtherDate.of(bytes));
  }
}

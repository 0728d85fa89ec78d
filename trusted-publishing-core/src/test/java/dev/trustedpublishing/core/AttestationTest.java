package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.meet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attestations that a run makes: when, in which order, and what follows from a failure. */
class AttestationTest {
  private static final String[] TWELVE =
      IntStream.range(0, 12).mapToObj(i -> "file-" + i + ".whl").toArray(String[]::new);

  @TempDir Path folder;
  private PublisherFixture fixture;
  private final FakeAttestor attestor = new FakeAttestor();

  @BeforeEach
  void start() {
    fixture = new PublisherFixture(folder);
    fixture.registry.acceptsAttestations = true;
    fixture.ci.claims =
        "{\"iss\":\"https://ci.example\",\"aud\":\"%s\",\"exp\":%d,\"repository\":\"o/r\"}";
  }

  private PublishReport publish(Attestations mode, String... files) {
    return fixture
        .builder()
        .with(attestor)
        .attestations(mode)
        .build()
        .publish(fixture.files(files));
  }

  @Test
  void auto_signsWithSecondTokenBeforeTheExchange() {
    PublishReport report = publish(Attestations.AUTO, "a.whl", "b.whl");

    assertThat(report.warnings()).isEmpty();
    assertThat(fixture.registry.attached)
        .isEqualTo(Map.of("a.whl", "about a.whl", "b.whl", "about b.whl"));
    assertThat(attestor.calls)
        .startsWith("preflight", "preflight with claims", "certify signing-service")
        .hasSize(5);
    assertThat(fixture.eventTypes())
        .containsSubsequence(
            "artifact.planned",
            "identity.obtained",
            "artifact.attested",
            "artifact.attested",
            "identity.obtained",
            "token.exchanged",
            "artifact.published");
    assertThat(attested()).allMatch(event -> event.logIndex().orElse("").equals("7"));
  }

  @Test
  void none_doesNotTouchTheAttestor() {
    publish(Attestations.NONE, "a.whl");

    assertThat(attestor.calls).isEmpty();
  }

  @Test
  void withoutAttestor_nothingChanges() {
    fixture.publish("a.whl");

    assertThat(fixture.registry.attached).isEmpty();
    assertThat(fixture.eventTypes()).doesNotContain("artifact.attested");
  }

  @Test
  void withoutStatements_doesNotRequestASecondToken() {
    fixture.registry.acceptsAttestations = false;

    publish(Attestations.REQUIRED, "a.whl");

    assertThat(attestor.calls).isEmpty();
    assertThat(fixture.ci.given).hasSize(1);
  }

  @Test
  void required_whenTheModuleSendsNone_failsBeforeAnyToken() {
    fixture.registry.capabilities.remove(Capability.ATTESTATIONS);

    assertThatThrownBy(() -> publish(Attestations.REQUIRED, "a.whl"))
        .isInstanceOf(PublishFailedException.class)
        .hasMessageContaining(
            "Attestations are required, but this repository module does not send them.")
        .hasMessageContaining("Found:    module fake");
    assertThat(fixture.ci.given).isEmpty();
    assertThat(publish(Attestations.AUTO, "a.whl").isComplete()).isTrue();
  }

  @Test
  @FaultRow("A09")
  void auto_whenSomethingSpeaksAgainstIt_recordsTheReasonWithoutWarning() {
    attestor.early = List.of(Finding.warning(problem("The repository is private.")));

    PublishReport report = publish(Attestations.AUTO, "a.whl");

    assertThat(report.warnings()).isEmpty();
    assertThat(attested())
        .singleElement()
        .satisfies(event -> assertThat(event.reason()).contains("The repository is private."));
    assertThat(fixture.ci.given).hasSize(1);
  }

  @Test
  @FaultRow("A09")
  void auto_whenTheRegistryWouldRejectIt_warnsAndPublishesWithout() {
    fixture.registry.attestationFindings =
        List.of(Finding.refusal(problem("It is a reusable workflow.")));

    PublishReport report = publish(Attestations.AUTO, "a.whl");

    assertThat(report.warnings())
        .extracting(Problem::what)
        .containsExactly("It is a reusable workflow.");
    assertThat(fixture.registry.attached).isEmpty();
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void required_whenTheRegistryWouldRejectIt_failsBeforeSigning() {
    fixture.registry.attestationFindings =
        List.of(Finding.refusal(problem("It is a reusable workflow.")));

    assertThatThrownBy(() -> publish(Attestations.REQUIRED, "a.whl"))
        .isInstanceOf(PublishFailedException.class)
        .hasMessageContaining("It is a reusable workflow.");
    assertThat(attestor.calls).noneMatch(call -> call.startsWith("sign"));
    assertThat(fixture.registry.calls).doesNotContain("exchange");
  }

  @Test
  void required_whenSomethingSpeaksAgainstIt_warnsAndSigns() {
    attestor.early = List.of(Finding.warning(problem("The repository is private.")));

    PublishReport report = publish(Attestations.REQUIRED, "a.whl");

    assertThat(report.warnings())
        .extracting(Problem::what)
        .containsExactly("The repository is private.");
    assertThat(fixture.registry.attached).containsKey("a.whl");
  }

  @Test
  @FaultRow("A09")
  void jobThatTheRegistryRejects_leavesNoEntryInTheLog() {
    fixture.registry.findings = List.of(Finding.refusal(problem("A self-hosted runner.")));

    assertThatThrownBy(() -> publish(Attestations.AUTO, "a.whl"))
        .isInstanceOf(PublishFailedException.class)
        .hasMessageContaining("A self-hosted runner.");
    assertThat(attestor.calls).doesNotContain("certify signing-service");
  }

  @Test
  @FaultRow("A01")
  void auto_whenSigningFails_warnsWithCauseAndPublishesWithout() {
    attestor.signFailures.add(refusal(ErrorCode.PUBLISH_SIGNING_REJECTED));

    PublishReport report = publish(Attestations.AUTO, "a.whl");

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.PUBLISH_SIGNING_REJECTED);
          assertThat(warning.what()).isEqualTo("Files are published without attestations: No.");
          assertThat(warning.remedy()).isEqualTo("Fix it.");
        });
  }

  @Test
  void required_whenSigningFails_failsBeforeTheExchange() {
    attestor.signFailures.add(refusal(ErrorCode.PUBLISH_SIGNING_REJECTED));

    assertThatThrownBy(() -> publish(Attestations.REQUIRED, "a.whl"))
        .isInstanceOfSatisfying(
            PublishFailedException.class,
            e -> {
              assertThat(e.stage()).isEqualTo(Stage.ATTEST);
              assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_SIGNING_REJECTED);
            });
    assertThat(fixture.registry.calls).doesNotContain("exchange");
  }

  @Test
  @FaultRow("A01")
  void temporaryFailures_areRetriedWithoutTheBudgetOfUploads() {
    attestor.certifyFailures.add(PublisherFixture.lost(AttemptOutcome.AMBIGUOUS));
    attestor.signFailures.add(PublisherFixture.lost(AttemptOutcome.AMBIGUOUS));

    assertThat(publish(Attestations.REQUIRED, "a.whl").warnings()).isEmpty();

    assertThat(attestor.calls.stream().filter("sign about a.whl"::equals)).hasSize(2);
    assertThat(fixture.eventTypes().stream().filter("attempt.failed"::equals)).hasSize(2);
  }

  @Test
  @FaultRow("A10")
  void filesThatTheIndexHas_areNotSignedAgain() {
    fixture.registry.capabilities.add(Capability.PRESENCE_CHECK);
    fixture.registry.stored.add("a.whl");

    publish(Attestations.REQUIRED, "a.whl", "b.whl");

    assertThat(fixture.registry.attached).containsOnlyKeys("b.whl");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 3", ", 4"})
  void lookups_shareTheConcurrencyOfUploads(@Nullable Integer fixed, int expected) {
    CyclicBarrier together = new CyclicBarrier(expected);
    AtomicInteger looking = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    fixture.registry.capabilities.add(Capability.PRESENCE_CHECK);
    fixture.registry.duringFind =
        () -> {
          most.accumulateAndGet(looking.incrementAndGet(), Math::max);
          meet(together);
          looking.decrementAndGet();
        };
    TrustedPublisherBuilder publisher =
        fixture.builder().with(attestor).attestations(Attestations.REQUIRED);

    (fixed == null ? publisher : publisher.concurrency(fixed))
        .build()
        .publish(fixture.files(TWELVE));

    assertThat(most).hasValue(expected);
    assertThat(fixture.registry.attached).hasSize(12);
  }

  @Test
  @FaultRow("U11")
  void rateLimitOfLookups_slowsUploadsDownAsWell() {
    AtomicInteger uploading = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    fixture.registry.capabilities.add(Capability.PRESENCE_CHECK);
    fixture.registry.presenceFailures.add(
        PublisherFixture.refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
            .retryCanHelp()
            .build());
    CyclicBarrier together = new CyclicBarrier(2);
    fixture.registry.duringUpload =
        filename -> {
          most.accumulateAndGet(uploading.incrementAndGet(), Math::max);
          if (!filename.equals(TWELVE[0]) && !filename.equals(TWELVE[11])) {
            meet(together);
          }
          uploading.decrementAndGet();
        };

    publish(Attestations.REQUIRED, TWELVE);

    assertThat(most).as("half of four").hasValue(2);
  }

  @Test
  @FaultRow("A01")
  void lookupsThatFail_leaveSigningItsRetries() {
    fixture.registry.capabilities.add(Capability.PRESENCE_CHECK);
    for (int i = 0; i < 4 * TWELVE.length; i++) {
      fixture.registry.presenceFailures.add(PublisherFixture.lost(AttemptOutcome.AMBIGUOUS));
    }
    attestor.signFailures.add(PublisherFixture.lost(AttemptOutcome.AMBIGUOUS));

    assertThat(publish(Attestations.REQUIRED, TWELVE).isComplete()).isTrue();

    assertThat(fixture.registry.attached).hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  @FaultRow("C01")
  void interruptWhileFilesAreLookedUp_leavesNoEntryInTheLog(int atATime) {
    Thread caller = Thread.currentThread();
    fixture.registry.capabilities.add(Capability.PRESENCE_CHECK);
    fixture.registry.duringFind = () -> interruptAndNotice(caller);

    assertInterrupted(atATime);

    assertThat(fixture.registry.calls.stream().filter(call -> call.startsWith("find")))
        .hasSizeBetween(1, atATime);
    assertThat(attestor.calls).doesNotContain("certify signing-service");
  }

  @Test
  @FaultRow("C01")
  void interruptWhileFilesAreSigned_publishesNone() {
    Thread caller = Thread.currentThread();
    attestor.whileSigning = () -> interruptAndNotice(caller);

    PublishFailedException e = assertInterrupted(4);

    assertThat(fixture.registry.attached).hasSizeBetween(1, 6);
    assertThat(e.stage()).isEqualTo(Stage.ATTEST);
    assertThat(e.report().warnings())
        .extracting(Problem::code)
        .containsExactly(ErrorCode.PUBLISH_ATTESTATION_UNUSED);
  }

  /** Returns when the interrupt of the caller has reached this thread, whose flag is kept. */
  private static void interruptAndNotice(Thread caller) {
    caller.interrupt();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PublishFailedException assertInterrupted(int atATime) {
    TrustedPublisherBuilder publisher =
        fixture.builder().with(attestor).attestations(Attestations.AUTO).concurrency(atATime);

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class, () -> publisher.build().publish(fixture.files(TWELVE)));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
    assertThat(fixture.registry.calls).doesNotContain("exchange");
    return e;
  }

  @Test
  @FaultRow("A06")
  void certificateThatIsAboutToExpire_isRenewed() {
    attestor.lifetime = Duration.ofSeconds(90);

    publish(Attestations.REQUIRED, "a.whl", "b.whl", "c.whl");

    assertThat(attestor.calls.stream().filter("certify signing-service"::equals)).hasSize(3);
    assertThat(fixture.registry.attached).hasSize(3);
  }

  @Test
  void manyFiles_areSignedInParallelWithOneCertificate() {
    CyclicBarrier together = new CyclicBarrier(6);
    attestor.whileSigning = () -> meet(together);

    publish(Attestations.REQUIRED, TWELVE);

    assertThat(attestor.mostAtOnce).hasValue(6);
    assertThat(attestor.calls.stream().filter("certify signing-service"::equals)).hasSize(1);
    assertThat(fixture.registry.attached).hasSize(12);
  }

  @Test
  @FaultRow("A08")
  void entryWithoutUpload_isReported() {
    fixture.registry.publishFailures.add(
        PublisherFixture.refusal(Stage.PUBLISH, ErrorCode.PUBLISH_ATTESTATION_REJECTED, 400)
            .build());

    assertThatThrownBy(() -> publish(Attestations.REQUIRED, "a.whl"))
        .isInstanceOfSatisfying(
            PublishFailedException.class,
            e ->
                assertThat(e.report().warnings())
                    .singleElement()
                    .satisfies(warning -> {
                      assertThat(warning.code()).isEqualTo(ErrorCode.PUBLISH_ATTESTATION_UNUSED);
                      assertThat(warning.found()).contains("{a.whl=7}");
                    }));
    assertThat(fixture.registry.calls.stream().filter("publish a.whl"::equals)).hasSize(1);
  }

  @Test
  @FaultRow("A11")
  void auto_withSuppliedTokenOnly_warnsThatItIsForTheRegistry() {
    PublishReport report =
        fixture
            .builder()
            .with(attestor)
            .identityToken(TokenSource.value(Secret.of(jwt("registry.example"))))
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(report.warnings())
        .extracting(Problem::what)
        .containsExactly(
            "Files are published without attestations: The identity token has the wrong audience.");
  }

  @Test
  void suppliedToken_isCompletedByTheUsualVariable() {
    PublishReport report =
        fixture
            .builder()
            .with(attestor)
            .environment(Map.of("SIGNING_ID_TOKEN", jwt("signing-service")))
            .identityToken(TokenSource.value(Secret.of(jwt("registry.example"))))
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(report.warnings()).isEmpty();
    assertThat(fixture.registry.attached).containsKey("a.whl");
  }

  /** The signing service could exchange it at the registry. */
  @Test
  void tokenThatTheRegistryAcceptsToo_isNotSentToTheSigningService() {
    String both =
        FakeCi.jwt(
            fixture
                .ci
                .claims
                .replace("\"%s\"", "[\"signing-service\",\"registry.example\"]")
                .formatted(fixture.ci.expiry.getEpochSecond()),
            1);

    PublishReport report =
        fixture
            .builder()
            .with(attestor)
            .environment(Map.of("SIGNING_ID_TOKEN", both))
            .identityToken(TokenSource.value(Secret.of(jwt("registry.example"))))
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(attestor.calls).noneMatch(call -> call.startsWith("certify"));
    assertThat(report.warnings().toString())
        .contains("The identity token is valid at another service, too.")
        .contains("Declare one token per audience");
  }

  @Test
  void required_withStoredCredential_fails() {
    assertThatThrownBy(() ->
            fixture
                .builder()
                .with(attestor)
                .attestations(Attestations.REQUIRED)
                .trustedPublishing(TrustedPublishing.NEVER)
                .storedCredential("__token__", Secret.of("a-stored-credential"))
                .build()
                .publish(fixture.files("a.whl")))
        .hasMessageContaining("Attestations can't be made with a stored credential.");
  }

  private String jwt(String audience) {
    return FakeCi.jwt(fixture.ci.claims.formatted(audience, fixture.ci.expiry.getEpochSecond()), 1);
  }

  private List<AuditEvent.ArtifactAttested> attested() {
    return fixture.trail.stream()
        .flatMap(entry ->
            entry.event() instanceof AuditEvent.ArtifactAttested attested
                ? Stream.of(attested)
                : Stream.empty())
        .toList();
  }

  private static RuntimeException refusal(ErrorCode code) {
    return PublisherFixture.refusal(Stage.ATTEST, code, 400).build();
  }

  private static Problem problem(String what) {
    return Problem.of(ErrorCode.PUBLISH_ATTESTATION_MISSING, what).remedy("Nothing.");
  }
}

package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.lost;
import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
  }

  @Test
  void publish_runsStagesInOrder() {
    PublishReport report = fixture.publish("a.whl", "b.tar.gz");

    assertThat(fixture.registry.calls)
        .containsExactly(
            "plan", "audience", "exchange", "publish a.whl", "publish b.tar.gz", "revoke");
    assertThat(fixture.eventTypes())
        .containsExactly(
            "run.started",
            "artifact.planned",
            "artifact.planned",
            "provider.detected",
            "identity.obtained",
            "token.exchanged",
            "artifact.started",
            "artifact.published",
            "artifact.started",
            "artifact.published",
            "token.revoked",
            "run.finished");
    assertThat(report.isComplete()).isTrue();
    assertThat(report.revocations()).containsExactly(new Revocation.Requested());
    assertThat(report.artifacts()).extracting(ArtifactResult::attempts).containsExactly(1, 1);
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void events_areNumberedWithoutGaps() {
    PublishReport report = fixture.publish("a.whl");

    assertThat(fixture.trail)
        .allSatisfy(entry -> assertThat(entry.runId()).isEqualTo(report.runId()));
    for (int i = 0; i < fixture.trail.size(); i++) {
      assertThat(fixture.trail.get(i).sequence()).isEqualTo(i + 1);
    }
  }

  @Test
  @FaultRow("O12")
  void eachToken_isMasked() {
    fixture.publish("a.whl");

    assertThat(fixture.commands)
        .containsExactly(
            "mask " + fixture.ci.given.get(0),
            "mask api-token-number-1",
            "mask X190b2tlbl9fOmFwaS10b2tlbi1udW1iZXItMQ==");
  }

  @Test
  @FaultRow("O12")
  void eachToken_isMaskedBeforeFirstUse() {
    fixture
        .builder()
        .workflowCommands(line -> fixture.registry.calls.add("hide"))
        .build()
        .publish(fixture.files("a.whl"));

    assertThat(fixture.registry.calls)
        .containsExactly(
            "plan", "audience", "hide", "exchange", "hide", "hide", "publish a.whl", "revoke");
  }

  @Test
  @FaultRow("O12")
  void maskCommand_precedesSinkEvents() {
    CountDownLatch hidden = new CountDownLatch(2);
    List<Long> stillToHide = Collections.synchronizedList(new ArrayList<>());
    fixture
        .builder()
        .workflowCommands(line -> hidden.countDown())
        .onEvent(entry -> {
          if (entry.event() instanceof AuditEvent.TokenExchanged) {
            stillToHide.add(hidden.getCount());
          }
        })
        .build()
        .publish(fixture.files("a.whl"));

    assertThat(stillToHide).containsExactly(0L);
  }

  @Test
  void identityEvent_omitsPersonalClaims() {
    fixture.publish("a.whl");

    assertThat(event(AuditEvent.IdentityObtained.class).claims())
        .containsEntry("repository", "octo-org/sample")
        .doesNotContainKey("user_email");
  }

  @Test
  void publish_noFiles_makesNoRequests() {
    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_NOTHING_TO_PUBLISH);
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(fixture.registry.calls).isEmpty();
  }

  @Test
  void unreadableFile_failsBeforeIdentityIsObtained() {
    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> fixture.builder().build().publish(List.of(folder.resolve("missing.whl"))));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e.stage()).isEqualTo(Stage.PLAN);
    assertThat(e.report().isComplete()).isFalse();
    assertThat(fixture.ci.given).isEmpty();
    assertThat(fixture.eventTypes()).containsExactly("run.started", "run.finished");
  }

  @Test
  void rejectedExchange_leavesFilesNotAttempted() {
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_NO_PUBLISHER, 422).build());

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.exitCode()).isEqualTo(4);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.NOT_ATTEMPTED);
    assertThat(fixture.registry.calls).containsExactly("plan", "audience", "exchange");
  }

  @Test
  @FaultRow("I5")
  void possiblyReceivedIdentityToken_isNeverResent() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503).retryCanHelp().build());

    PublishReport report = fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(3).doesNotHaveDuplicates();
    assertThat(report.warnings())
        .hasSize(2)
        .allSatisfy(
            warning -> assertThat(warning.what()).contains("an unknown API token may exist"));
  }

  @ParameterizedTest(name = "HTTP {0}, {1}: {2} tokens may live")
  @CsvSource({
    "500, ANSWERED, 1",
    "502, ANSWERED, 1",
    "504, ANSWERED, 1",
    "200, AMBIGUOUS, 1",
    "501, ANSWERED, 0",
    "505, ANSWERED, 0",
    "408, ANSWERED, 0",
    "429, ANSWERED, 0"
  })
  @FaultRow("X10")
  void exchangeError_afterTokenWasSent_usesNewIdentityToken(
      int status, AttemptOutcome outcome, int tokens) {
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.TEMPORARY_REGISTRY_ERROR, status)
            .outcome(outcome)
            .retryCanHelp()
            .build());

    PublishReport report = fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(2).doesNotHaveDuplicates();
    assertThat(report.warnings())
        .hasSize(tokens)
        .allSatisfy(warning ->
            assertThat(warning.what())
                .isEqualTo(
                    "The response to an exchange was lost, so an unknown API token may exist."));
  }

  @Test
  void unsentIdentityToken_isReused() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.NOT_SENT));

    fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(2);
    assertThat(fixture.ci.given).hasSize(1);
  }

  @Test
  @FaultRow("X11")
  void lostExchangeResponse_singleIdentityToken_isFinal() {
    fixture.ci.supply = IdentityToken.Supply.ONLY_ONE;
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_IDENTITY_SPENT);
    assertThat(e)
        .hasMessageContaining("The exchange may have happened, but no response was received.")
        .hasMessageContaining("Restart the job: a new job has a new identity token.");
    assertThat(fixture.registry.identities).hasSize(1);
  }

  @Test
  @FaultRow("X12")
  void reusedIdentityToken_firstAttempt_isFinal() {
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_REUSED, 422).build());

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_REUSED);
    assertThat(fixture.registry.identities).hasSize(1);
    assertThat(fixture.waits).isEmpty();
  }

  @Test
  @FaultRow("X12")
  void reusedIdentityToken_afterLostResponse_isReplaced() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_REUSED, 422).build());

    fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  @FaultRow("X03")
  void missingAudience_requestsNoIdentityToken() {
    for (int i = 0; i < 4; i++) {
      fixture.registry.audienceFailures.add(
          refusal(Stage.EXCHANGE, ErrorCode.TEMPORARY_UNEXPECTED_ANSWER, 200)
              .retryCanHelp()
              .build());
    }

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(fixture.ci.given).isEmpty();
    assertThat(fixture.commands).isEmpty();
  }

  @ParameterizedTest(name = "same bytes are a no-op: {0}")
  @ValueSource(booleans = {true, false})
  @FaultRow("U01")
  void unsentUpload_isRetriedWithoutPresenceCheck(boolean noOp) {
    if (noOp) {
      fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    }
    fixture.registry.publishFailures.add(lost(AttemptOutcome.NOT_SENT));
    fixture.registry.publishFailures.add(lost(AttemptOutcome.NOT_SENT));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.artifacts().get(0).attempts()).isEqualTo(3);
    assertThat(fixture.registry.calls)
        .containsExactly(
            "plan",
            "audience",
            "exchange",
            "publish a.whl",
            "publish a.whl",
            "publish a.whl",
            "revoke");
  }

  @Test
  @FaultRow("U01")
  void neverSentUpload_isRejectedNotUnknown() {
    for (int i = 0; i < 5; i++) {
      fixture.registry.publishFailures.add(lost(AttemptOutcome.NOT_SENT));
    }

    PublishFailedException e = failure("a.whl");

    assertThat(e.exitCode()).isEqualTo(6);
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.REJECTED);
    assertThat(fixture.registry.calls).doesNotContain("find a.whl");
  }

  @Test
  @FaultRow("U10")
  void closedRegistry_failsAfterFiveAttempts() {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    for (int i = 0; i < 5; i++) {
      fixture.registry.publishFailures.add(closed());
    }

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_REGISTRY_CLOSED);
    assertThat(e.exitCode()).isEqualTo(6);
    assertThat(e.attempts()).isEqualTo(5);
    assertThat(fixture.waits).hasSize(4);
    assertThat(fixture.registry.tokens).isEqualTo(1);
  }

  @Test
  @FaultRow("U10")
  void closedRegistry_thatReopens_receivesFile() {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(closed());

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();
  }

  private static TrustedPublishingException closed() {
    return refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_REGISTRY_CLOSED, 403).retryCanHelp().build();
  }

  @Test
  @FaultRow("U14")
  void externallyRevokedToken_isNotReplaced() {
    fixture.registry.duringUpload =
        filename ->
            fixture.registry.publishFailures.add(
                refusal(Stage.PUBLISH, ErrorCode.PUBLISH_FORBIDDEN, 403).build());
    TrustedPublisher publisher = fixture.builder().concurrency(1).keepGoing().build();

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> publisher.publish(fixture.files("a.whl", "b.whl", "c.whl")));

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_FORBIDDEN);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED, ArtifactState.REJECTED, ArtifactState.PUBLISHED);
    assertThat(fixture.registry.tokens).isEqualTo(1);
    assertThat(fixture.registry.calls).containsOnlyOnce("publish b.whl");
  }

  @Test
  @FaultRow("U21")
  void uploadRedirect_isFinal() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.USAGE_UNEXPECTED_REDIRECT, 308).build());

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_UNEXPECTED_REDIRECT);
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @ParameterizedTest(name = "skip existing: {0}")
  @ValueSource(booleans = {false, true})
  @FaultRow("U22")
  void publishedFile_isNotCheckedAgain(boolean skip) {
    fixture.registry.stored.add("b.whl");
    TrustedPublisherBuilder builder = fixture.builder();

    PublishReport report =
        (skip ? builder.skipExisting() : builder)
            .build()
            .publish(fixture.files(skip ? "b.whl" : "a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(fixture.registry.calls)
        .containsExactly(
            "plan", "audience", "exchange", skip ? "find b.whl" : "publish a.whl", "revoke");
  }

  @Test
  @FaultRow("U18")
  void rejectedFile_leavesRemainingFilesNotAttempted() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_INVALID_METADATA, 400).build());

    PublishFailedException e = failure("a.whl", "b.tar.gz");

    assertThat(e.exitCode()).isEqualTo(5);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.REJECTED, ArtifactState.NOT_ATTEMPTED);
    assertThat(fixture.registry.calls).endsWith("publish a.whl", "revoke");
  }

  @Test
  @FaultRow("U18")
  void partialPublish_hasDistinctExitCode() {
    // The first file goes in, the second one is rejected.
    fixture.registry.duringUpload =
        filename ->
            fixture.registry.publishFailures.add(
                refusal(Stage.PUBLISH, ErrorCode.PUBLISH_FORBIDDEN, 403).build());
    TrustedPublisher publisher = fixture.builder().build();
    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> publisher.publish(fixture.files("a.whl", "b.tar.gz")));

    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(e.report().isPartial()).isTrue();
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED, ArtifactState.REJECTED);
    assertThat(event(AuditEvent.RunFinished.class).result()).isEqualTo("partial");
  }

  @Test
  @FaultRow("U02")
  void lostUploadResponse_sameBytesNoOp_resends() {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.artifacts().get(0).attempts()).isEqualTo(2);
    assertThat(fixture.registry.calls)
        .containsSubsequence("publish a.whl", "publish a.whl")
        .doesNotContain("find a.whl");
  }

  @Test
  @FaultRow("U03")
  void lostUploadResponse_checksPresenceBeforeResending() {
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.AMBIGUOUS));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.artifacts().get(0).state()).isEqualTo(ArtifactState.PUBLISHED);
    assertThat(fixture.registry.calls)
        .containsSequence("publish a.whl", "find a.whl", "revoke")
        .doesNotHaveDuplicates();
  }

  @Test
  @FaultRow("U03")
  void absence_isBelievedAfterSecondCheck() {
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    fixture.publish("a.whl");

    assertThat(fixture.registry.calls)
        .containsSequence("publish a.whl", "find a.whl", "find a.whl", "publish a.whl");
    assertThat(fixture.waits).contains(Duration.ofSeconds(15));
  }

  @Test
  @FaultRow("I9")
  void presencePause_beyondRetryBudget_leavesOutcomeUnknown() {
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    PublishFailedException e = failureWithin(Duration.ofSeconds(10));

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_OUTCOME_UNKNOWN);
    assertThat(e).hasMessageContaining("the index does not list it (yet)");
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(fixture.registry.calls).containsSequence("publish a.whl", "find a.whl", "revoke");
    assertThat(fixture.waits).doesNotContain(Duration.ofSeconds(15));
  }

  @Test
  @FaultRow("I11")
  void retryBudgetSpent_allAttemptsAnswered_reportsResponse() {
    fixture.registry.publishFailures.add(busyFor(Duration.ofSeconds(1)));

    PublishFailedException e = failureWithin(Duration.ofSeconds(10));

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_RATE_LIMITED);
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.REJECTED);
    assertThat(fixture.registry.calls).containsSequence("publish a.whl", "find a.whl", "revoke");
  }

  @Test
  @FaultRow("U03")
  void presenceCheck_retryAfterUpToOneMinute_isWaited() {
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.presenceFailures.add(busyFor(Duration.ofSeconds(50)));

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();
    assertThat(fixture.waits).contains(Duration.ofSeconds(50));
  }

  @Test
  @FaultRow("U03")
  void presenceCheck_retryAfterOverOneMinute_isNotWaited() {
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.presenceFailures.add(busyFor(Duration.ofSeconds(61)));

    assertThat(failure("a.whl").code()).isEqualTo(ErrorCode.PUBLISH_OUTCOME_UNKNOWN);
    assertThat(fixture.waits).doesNotContain(Duration.ofSeconds(61));
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  private static RuntimeException busyFor(Duration expected) {
    return refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
        .retryCanHelp()
        .retryAfter(expected)
        .build();
  }

  @Test
  @FaultRow("U03")
  void unknownPresence_reportsOutcomeUnknown() {
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.presences.add(new Presence.Unknown("the index needs a password"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_OUTCOME_UNKNOWN);
    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(e)
        .hasMessageContaining(
            "The outcome of uploading a.whl is unknown: no response was received.")
        .hasMessageContaining("the index needs a password");
  }

  @Test
  @FaultRow("I4")
  void existingDifferentContent_isConflictWithBothDigests() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_CONFLICT, 400).build());
    fixture.registry.presences.add(new Presence.OtherContent("sha256:0123"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(e)
        .hasMessageContaining(
            "a.whl already exists with different content. It was not overwritten.")
        .hasMessageContaining("Found:    sha256:0123")
        .hasMessageContaining(
            "Expected: sha256:" + e.report().artifacts().get(0).artifact().file().sha256());
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @Test
  @FaultRow("U04")
  void conflictAfterLostResponse_sameContent_isSuccess() {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_CONFLICT, 409).build());
    fixture.registry.presences.add(new Presence.SameContent());

    assertThat(fixture.publish("a.whl").artifacts().get(0).state())
        .isEqualTo(ArtifactState.PUBLISHED);
  }

  @Test
  @FaultRow("U05")
  void skipExisting_sameContent_isSkipped() {
    fixture.registry.stored.add("a.whl");
    PublishReport report =
        fixture.builder().skipExisting().build().publish(fixture.files("a.whl", "b.tar.gz"));

    assertThat(report.artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.ALREADY_PUBLISHED, ArtifactState.PUBLISHED);
    assertThat(fixture.registry.calls).doesNotContain("publish a.whl");
    assertThat(fixture.eventTypes()).contains("artifact.already-there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short-"})
  void apiTokenThatIsNoSecret_isRejectedBeforeItIsMasked(String prefix) {
    fixture.registry.apiToken = prefix;

    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> fixture.publish("a.whl"));

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(e)
        .hasMessageContaining("The registry issued an invalid API token for everything.")
        .hasMessageContaining("Found:    " + (prefix.length() + 1) + " characters")
        .hasMessageContaining("Expected: at least 8 characters");
    assertThat(fixture.registry.calls).endsWith("exchange", "revoke");
    assertThat(fixture.commands).hasSize(1);
  }

  @Test
  @FaultRow("U23")
  void skipExisting_withoutIndexHashes_warnsAndUploads() {
    fixture.registry.presences.add(new Presence.Unknown("the index gives no SHA-256"));

    PublishReport report = fixture.builder().skipExisting().build().publish(fixture.files("a.whl"));

    assertThat(report.count(ArtifactState.PUBLISHED)).isEqualTo(1);
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.PUBLISH_PRESENCE_UNKNOWN);
          assertThat(warning.what())
              .isEqualTo("It is unknown whether the registry has a.whl, so it is uploaded.");
          assertThat(warning.found()).contains("the index gives no SHA-256");
        });
  }

  @Test
  @FaultRow("U05")
  void skipExisting_differentContent_isConflict() {
    fixture.registry.presences.add(new Presence.OtherContent("sha256:0123"));

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class,
            () -> fixture.builder().skipExisting().build().publish(fixture.files("a.whl")));

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(fixture.registry.calls).doesNotContain("publish a.whl");
  }

  @Test
  @FaultRow("U13")
  void expiredToken_isReplacedOnce() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build());

    PublishReport report = fixture.publish("a.whl");

    assertThat(fixture.registry.tokens).isEqualTo(2);
    assertThat(fixture.registry.identities).doesNotHaveDuplicates();
    assertThat(report.revocations()).hasSize(2);

    PublisherFixture twice = new PublisherFixture(folder);
    for (int i = 0; i < 2; i++) {
      twice.registry.publishFailures.add(
          refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build());
    }
    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> twice.publish("a.whl"));
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_TOKEN_EXPIRED);
    assertThat(twice.registry.tokens).isEqualTo(2);
  }

  @Test
  @FaultRow("T31")
  void digestMismatch_isRetriedOnce() {
    fixture.registry.publishFailures.add(mismatch());

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();

    PublisherFixture twice = new PublisherFixture(folder);
    twice.registry.publishFailures.add(mismatch());
    twice.registry.publishFailures.add(mismatch());
    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> twice.publish("a.whl"));
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_DIGEST_MISMATCH);
    assertThat(twice.registry.calls.stream().filter("publish a.whl"::equals)).hasSize(2);
  }

  static Stream<TrustedPublishingException> refusals_that_are_tried_once_more() {
    return Stream.of(
        mismatch(), refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build());
  }

  @ParameterizedTest
  @MethodSource("refusals_that_are_tried_once_more")
  @FaultRow("I2")
  void retryableRejection_checksPresenceBeforeResending(TrustedPublishingException refusal) {
    fixture.registry.publishFailures.add(refusal);

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();

    assertThat(fixture.registry.calls)
        .containsSubsequence("publish a.whl", "find a.whl", "publish a.whl")
        .containsOnlyOnce("find a.whl");
    assertThat(fixture.waits).doesNotContain(Duration.ofSeconds(15));
  }

  @ParameterizedTest
  @MethodSource("refusals_that_are_tried_once_more")
  @FaultRow("I2")
  void retryableRejection_sameBytesNoOp_resendsWithoutCheck(TrustedPublishingException refusal) {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(refusal);

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();

    assertThat(fixture.registry.calls).doesNotContain("find a.whl");
  }

  @ParameterizedTest
  @MethodSource("refusals_that_are_tried_once_more")
  @FaultRow("I4")
  void retryableRejection_differentContent_isConflict(TrustedPublishingException refusal) {
    fixture.registry.publishFailures.add(refusal);
    fixture.registry.presences.add(new Presence.OtherContent("sha256:other"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(e).hasMessageContaining("sha256:other").hasMessageContaining("not overwritten");
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @ParameterizedTest
  @MethodSource("refusals_that_are_tried_once_more")
  @FaultRow("I4")
  void retryableRejection_unknownPresence_isNotResent(TrustedPublishingException refusal) {
    fixture.registry.publishFailures.add(refusal);
    fixture.registry.presences.add(new Presence.Unknown("the index needs a password"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(refusal.code());
    assertThat(e)
        .hasMessageContaining(
            "it was not sent again, because it is unknown whether the registry has it: the index"
                + " needs a password");
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.REJECTED);
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @Test
  @FaultRow("I2")
  void retryableRejection_sameContent_isSuccess() {
    fixture.registry.publishFailures.add(mismatch());
    fixture.registry.presences.add(new Presence.SameContent());

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();

    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @Test
  @FaultRow("T31")
  void digestMismatch_fileChangedOnDisk_isNotResent() {
    fixture.registry.duringUpload =
        filename -> {
          try {
            java.nio.file.Files.writeString(folder.resolve(filename), "an unreadable value");
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          throw mismatch();
        };

    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> fixture.publish("a.whl"));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_CHANGED);
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  private static TrustedPublishingException mismatch() {
    return refusal(Stage.PUBLISH, ErrorCode.PUBLISH_DIGEST_MISMATCH, 400).build();
  }

  @Test
  @FaultRow("R03")
  void failedRevocation_isWarningOnly() {
    for (int i = 0; i < 2; i++) {
      fixture.registry.revokeFailures.add(lost(AttemptOutcome.NOT_SENT));
    }

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.revocations())
        .containsExactly(new Revocation.Failed("The connection broke.", fixture.registry.expiry));
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.what()).isEqualTo("An API token could not be revoked.");
          assertThat(warning.remedy()).contains("the token expires at 2026-11-23T12:15:00Z");
        });
    assertThat(fixture.registry.calls).containsSubsequence("revoke", "revoke");
  }

  @Test
  @FaultRow("R04")
  void interruptedRun_revokesTokenAndKeepsFlag() {
    TrustedPublisher publisher = fixture.builder().build();
    fixture.registry.duringUpload = filename -> Thread.currentThread().interrupt();
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.NOT_SENT));

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  @Test
  @FaultRow("C01")
  void interruptAfterLastByte_leavesOutcomeUnknown() {
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.AMBIGUOUS));
    TrustedPublisher publisher = fixture.builder().concurrency(1).build();
    fixture.registry.duringUpload = filename -> Thread.currentThread().interrupt();

    PublishFailedException e =
        catchThrowableOfType(
            PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(fixture.eventTypes())
        .containsSubsequence("artifact.failed", "token.revoked", "run.finished");
  }

  @Test
  @FaultRow("I1")
  void rejectionAfterLostResponse_leavesOutcomeUnknown() {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_FORBIDDEN, 403).build());

    PublishFailedException e = failure("a.whl");

    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_OUTCOME_UNKNOWN);
  }

  @Test
  @FaultRow("U12")
  void serverErrors_unknownPresence_leaveOutcomeUnknown() {
    for (int i = 0; i < 5; i++) {
      fixture.registry.publishFailures.add(
          refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503).retryCanHelp().build());
    }
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.presences.add(new Presence.Unknown("the index is down too"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(e).hasMessageContaining("the index is down too");
  }

  @ParameterizedTest(name = "{0}, then {1}")
  @CsvSource({
    "NOT_SENT, NOT_SENT",
    "ANSWERED, ANSWERED",
    "NOT_SENT, ANSWERED",
    "AMBIGUOUS, NOT_SENT",
    "AMBIGUOUS, ANSWERED"
  })
  @FaultRow("R03")
  void unsentOrRejectedRevocation_isFailed(AttemptOutcome first, AttemptOutcome second) {
    fixture.registry.revokeFailures.add(unrevoked(first));
    fixture.registry.revokeFailures.add(unrevoked(second));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.isComplete()).isTrue();
    assertThat(report.revocations().get(0)).isInstanceOf(Revocation.Failed.class);
    assertThat(report.warnings()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}, then AMBIGUOUS")
  @ValueSource(strings = {"NOT_SENT", "ANSWERED", "AMBIGUOUS"})
  @FaultRow("R08")
  void lostRevocationResponse_countsAsRequested(String first) {
    fixture.registry.revokeFailures.add(unrevoked(AttemptOutcome.valueOf(first)));
    fixture.registry.revokeFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.revocations()).containsExactly(new Revocation.Requested());
    assertThat(report.warnings()).isEmpty();
  }

  private static RuntimeException unrevoked(AttemptOutcome outcome) {
    return outcome == AttemptOutcome.ANSWERED
        ? refusal(Stage.REVOKE, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503).retryCanHelp().build()
        : lost(outcome);
  }

  @Test
  @FaultRow("I6")
  void failedMaskCommand_stillRevokesToken() {
    TrustedPublisher publisher =
        fixture
            .builder()
            .workflowCommands(line -> {
              if (line.contains("api-token")) {
                throw new IllegalStateException("console is gone");
              }
            })
            .build();

    catchThrowableOfType(
        PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(fixture.registry.calls).endsWith("exchange", "revoke");
  }

  @Test
  @FaultRow("C03")
  void throwingListener_isReportedOnce() {
    PublishReport report =
        fixture
            .builder()
            .onProgress((artifact, sent, total) -> {
              throw new IllegalStateException("no terminal");
            })
            .build()
            .publish(fixture.files("a.whl", "b.tar.gz"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.USAGE_LISTENER_FAILED);
          assertThat(warning.found().orElseThrow()).endsWith(" threw IllegalStateException, once");
        });
    assertThat(fixture.eventTypes()).containsSubsequence("warning", "run.finished");
  }

  @Test
  @FaultRow("C03")
  void throwingSink_isReportedOnce() {
    PublishReport report =
        fixture
            .builder()
            .onEvent(entry -> {
              throw new IllegalStateException("disk full");
            })
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.USAGE_SINK_FAILED);
          assertThat(warning.found().orElseThrow())
              .endsWith(" threw IllegalStateException, " + fixture.trail.size() + " times");
        });
  }

  @Test
  @FaultRow("C09")
  void outOfMemoryInListenerOrSink_isWarningOnly() {
    PublishReport report =
        fixture
            .builder()
            .onProgress((artifact, sent, total) -> {
              throw new OutOfMemoryError("of the listener");
            })
            .onEvent(entry -> {
              throw new OutOfMemoryError("of the sink");
            })
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .extracting(warning -> warning.code())
        .containsExactly(ErrorCode.USAGE_LISTENER_FAILED, ErrorCode.USAGE_SINK_FAILED);
    assertThat(report.warnings())
        .allSatisfy(warning ->
            assertThat(warning.found().orElseThrow()).contains("threw OutOfMemoryError, "));
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  @Test
  @FaultRow("C09")
  void outOfMemoryInModule_endsRunAndRevokesToken() {
    fixture.registry.duringUpload =
        filename -> {
          throw new OutOfMemoryError("Java heap space");
        };

    assertThatThrownBy(() -> fixture.publish("a.whl")).isInstanceOf(OutOfMemoryError.class);

    assertThat(fixture.registry.calls).endsWith("publish a.whl", "revoke");
  }

  @Test
  @FaultRow("C03")
  void blockedSink_isSkippedAndCounted() {
    CountDownLatch never = new CountDownLatch(1);
    PublishReport report =
        fixture
            .builder()
            .timing(usual -> usual.withPatience(Duration.ofSeconds(1)))
            .onEvent(entry -> await(never))
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning ->
            assertThat(warning.found().orElseThrow())
                .endsWith("was too slow for " + fixture.trail.size()));
  }

  @Test
  @FaultRow("C03")
  void blockedListener_doesNotBlockRun() {
    CountDownLatch never = new CountDownLatch(1);
    PublishReport report =
        fixture
            .builder()
            .timing(usual -> usual.withPatience(Duration.ofSeconds(1)))
            .onProgress((artifact, sent, total) -> await(never))
            .build()
            .publish(fixture.files("a.whl", "b.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(
            warning -> assertThat(warning.code()).isEqualTo(ErrorCode.USAGE_LISTENER_FAILED));
  }

  @Test
  @FaultRow("C03")
  void sink_mayPublishReentrantly() {
    List<PublishReport> inner = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean once = new AtomicBoolean();
    AtomicReference<TrustedPublisher> publisher = new AtomicReference<>();
    publisher.set(
        fixture
            .builder()
            .onEvent(entry -> {
              if (once.compareAndSet(false, true)) {
                inner.add(publisher.get().publish(fixture.files("b.whl")));
              }
            })
            .build());

    PublishReport outer = publisher.get().publish(fixture.files("a.whl"));

    assertThat(outer.isComplete()).isTrue();
    assertThat(inner).singleElement().matches(PublishReport::isComplete);
  }

  @Test
  @FaultRow("C03")
  void listener_mayPublishReentrantly() {
    List<PublishReport> inner = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean once = new AtomicBoolean();
    AtomicReference<TrustedPublisher> publisher = new AtomicReference<>();
    publisher.set(
        fixture
            .builder()
            .onProgress((artifact, sent, total) -> {
              if (once.compareAndSet(false, true)) {
                inner.add(publisher.get().publish(fixture.files("b.whl")));
              }
            })
            .build());

    PublishReport outer = publisher.get().publish(fixture.files("a.whl"));

    assertThat(outer.isComplete()).isTrue();
    assertThat(outer.warnings()).isEmpty();
    assertThat(inner).singleElement().matches(PublishReport::isComplete);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void moduleException_isInternalBugAndRevokesToken() {
    fixture.registry.publishFailures.add(new IllegalStateException("secret-detail"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_BUG);
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(e.getMessage()).doesNotContain("secret-detail");
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  private PublishFailedException failureWithin(Duration budget) {
    TrustedPublisher publisher = fixture.builder().retryFor(budget).build();
    return catchThrowableOfType(
        PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl")));
  }

  private PublishFailedException failure(String... filenames) {
    return catchThrowableOfType(PublishFailedException.class, () -> fixture.publish(filenames));
  }

  private <T extends AuditEvent> T event(Class<T> type) {
    return fixture.trail.stream()
        .map(entry -> entry.event())
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }
}

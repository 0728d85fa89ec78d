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
  void reads_like_the_picture() {
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
  void numbers_its_events_without_gaps() {
    PublishReport report = fixture.publish("a.whl");

    assertThat(fixture.trail)
        .allSatisfy(entry -> assertThat(entry.runId()).isEqualTo(report.runId()));
    for (int i = 0; i < fixture.trail.size(); i++) {
      assertThat(fixture.trail.get(i).sequence()).isEqualTo(i + 1);
    }
  }

  @Test
  @FaultRow("O12")
  void hides_each_token_before_anything_else_can_print_it() {
    fixture.publish("a.whl");

    assertThat(fixture.commands)
        .containsExactly(
            "mask " + fixture.ci.given.get(0),
            "mask api-token-number-1",
            "mask X190b2tlbl9fOmFwaS10b2tlbi1udW1iZXItMQ==");
  }

  @Test
  @FaultRow("O12")
  void each_token_is_hidden_before_it_is_used_for_the_first_time() {
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
  void the_command_comes_before_anything_is_known_to_a_sink() {
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
  void shows_claims_without_personal_data() {
    fixture.publish("a.whl");

    assertThat(event(AuditEvent.IdentityObtained.class).claims())
        .containsEntry("repository", "octo-org/sample")
        .doesNotContainKey("user_email");
  }

  @Test
  void nothing_is_asked_for_without_files() {
    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_NOTHING_TO_PUBLISH);
    assertThat(e.exitCode()).isEqualTo(2);
    assertThat(fixture.registry.calls).isEmpty();
  }

  @Test
  void a_bad_file_ends_the_run_before_there_is_an_identity() {
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
  void a_refused_identity_is_final_and_leaves_nothing_attempted() {
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
  void a_token_that_may_have_arrived_is_never_sent_again() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503).retryCanHelp().build());

    PublishReport report = fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(3).doesNotHaveDuplicates();
    assertThat(report.warnings())
        .hasSize(2)
        .allSatisfy(warning ->
            assertThat(warning.what()).contains("one API token of unknown value may exist"));
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
  void an_answer_that_can_hide_a_token_is_a_lost_one(
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
                    "The answer to an exchange was lost, so one API token of unknown value may"
                        + " exist."));
  }

  @Test
  void a_token_that_was_not_sent_is_used_again() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.NOT_SENT));

    fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(2);
    assertThat(fixture.ci.given).hasSize(1);
  }

  @Test
  @FaultRow("X11")
  void a_lost_answer_is_final_where_the_identity_can_not_be_had_again() {
    fixture.ci.supply = IdentityToken.Supply.ONLY_ONE;
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_IDENTITY_SPENT);
    assertThat(e)
        .hasMessageContaining("The exchange may have happened, but its answer did not arrive.")
        .hasMessageContaining("Start the job again: a new job has a new identity token.");
    assertThat(fixture.registry.identities).hasSize(1);
  }

  @Test
  @FaultRow("X12")
  void a_token_that_was_used_before_this_run_is_final() {
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_REUSED, 422).build());

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_REUSED);
    assertThat(fixture.registry.identities).hasSize(1);
    assertThat(fixture.waits).isEmpty();
  }

  @Test
  @FaultRow("X12")
  void a_token_that_was_used_by_our_own_lost_try_is_replaced() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_REUSED, 422).build());

    fixture.publish("a.whl");

    assertThat(fixture.registry.identities).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  @FaultRow("X03")
  void without_an_audience_no_identity_is_asked_for() {
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
  void what_was_not_sent_is_sent_again_and_nobody_is_asked(boolean noOp) {
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
  void what_was_never_sent_is_rejected_and_not_unknown() {
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
  void a_registry_that_is_closed_is_asked_five_times_and_is_temporary() {
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
  void a_registry_that_opens_again_gets_the_file() {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(closed());

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();
  }

  private static TrustedPublishingException closed() {
    return refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_REGISTRY_CLOSED, 403).retryCanHelp().build();
  }

  @Test
  @FaultRow("U14")
  void a_token_that_somebody_else_revoked_is_not_replaced() {
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
  void a_redirect_of_an_upload_is_final() {
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
  void after_an_answer_nobody_looks_whether_the_file_is_still_there(boolean skip) {
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
  void a_rejected_file_stops_the_rest_and_the_report_says_so() {
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
  void some_files_there_and_others_not_is_an_exit_code_of_its_own() {
    // The first file goes in, the second one is refused.
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
  void the_same_bytes_are_sent_again_where_that_is_the_question() {
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
  void elsewhere_the_registry_is_asked_before_anything_is_sent_again() {
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.AMBIGUOUS));

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.artifacts().get(0).state()).isEqualTo(ArtifactState.PUBLISHED);
    assertThat(fixture.registry.calls)
        .containsSequence("publish a.whl", "find a.whl", "revoke")
        .doesNotHaveDuplicates();
  }

  @Test
  @FaultRow("U03")
  void absent_is_believed_when_it_is_said_twice_with_a_pause() {
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    fixture.publish("a.whl");

    assertThat(fixture.registry.calls)
        .containsSequence("publish a.whl", "find a.whl", "find a.whl", "publish a.whl");
    assertThat(fixture.waits).contains(Duration.ofSeconds(15));
  }

  @Test
  @FaultRow("I9")
  void the_pause_before_absent_is_believed_is_a_wait_of_the_run_too() {
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
  void where_every_attempt_was_answered_the_answer_is_told_when_time_runs_out() {
    fixture.registry.publishFailures.add(busyFor(Duration.ofSeconds(1)));

    PublishFailedException e = failureWithin(Duration.ofSeconds(10));

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_RATE_LIMITED);
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.REJECTED);
    assertThat(fixture.registry.calls).containsSequence("publish a.whl", "find a.whl", "revoke");
  }

  @Test
  @FaultRow("U03")
  void the_presence_check_is_waited_for_a_minute() {
    fixture.registry.lostAnswer = Optional.of(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.presenceFailures.add(busyFor(Duration.ofSeconds(50)));

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();
    assertThat(fixture.waits).contains(Duration.ofSeconds(50));
  }

  @Test
  @FaultRow("U03")
  void the_presence_check_is_not_waited_for_longer() {
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
  void unknown_is_neither_success_nor_failure() {
    fixture.registry.publishFailures.add(lost(AttemptOutcome.AMBIGUOUS));
    fixture.registry.presences.add(new Presence.Unknown("the index needs a password"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_OUTCOME_UNKNOWN);
    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.UNKNOWN);
    assertThat(e)
        .hasMessageContaining("It is not known whether a.whl arrived.")
        .hasMessageContaining("the index needs a password");
  }

  @Test
  @FaultRow("I4")
  void other_content_is_never_overwritten_and_shows_both_digests() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_CONFLICT, 400).build());
    fixture.registry.presences.add(new Presence.OtherContent("sha256:0123"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_CONFLICT);
    assertThat(e)
        .hasMessageContaining("a.whl is there already, with other content. It was not overwritten.")
        .hasMessageContaining("found:  sha256:0123")
        .hasMessageContaining(
            "wanted: sha256:" + e.report().artifacts().get(0).artifact().file().sha256());
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @Test
  @FaultRow("U04")
  void already_there_after_our_own_lost_answer_is_a_success() {
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
  void skip_existing_compares_content() {
    fixture.registry.stored.add("a.whl");
    PublishReport report =
        fixture.builder().skipExisting().build().publish(fixture.files("a.whl", "b.tar.gz"));

    assertThat(report.artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.ALREADY_PUBLISHED, ArtifactState.PUBLISHED);
    assertThat(fixture.registry.calls).doesNotContain("publish a.whl");
    assertThat(fixture.eventTypes()).contains("artifact.already-there");
  }

  @Test
  @FaultRow("U23")
  void skip_existing_says_when_the_index_gives_no_hashes() {
    fixture.registry.presences.add(new Presence.Unknown("the index gives no SHA-256"));

    PublishReport report = fixture.builder().skipExisting().build().publish(fixture.files("a.whl"));

    assertThat(report.count(ArtifactState.PUBLISHED)).isEqualTo(1);
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.PUBLISH_PRESENCE_UNKNOWN);
          assertThat(warning.what())
              .isEqualTo("It is not known whether a.whl is there already, so it is sent.");
          assertThat(warning.found()).contains("the index gives no SHA-256");
        });
  }

  @Test
  @FaultRow("U05")
  void skip_existing_never_skips_other_content() {
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
  void a_token_that_expired_on_the_way_is_replaced_once() {
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
  void bytes_that_were_altered_on_the_way_are_sent_once_more() {
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
  void what_was_refused_is_sent_again_only_after_a_look(TrustedPublishingException refusal) {
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
  void no_look_is_needed_where_the_same_bytes_are_a_no_op(TrustedPublishingException refusal) {
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.publishFailures.add(refusal);

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();

    assertThat(fixture.registry.calls).doesNotContain("find a.whl");
  }

  @ParameterizedTest
  @MethodSource("refusals_that_are_tried_once_more")
  @FaultRow("I4")
  void what_would_replace_other_content_is_not_sent_twice_after_a_refusal(
      TrustedPublishingException refusal) {
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
  void a_refusal_stands_where_the_registry_does_not_say_what_is_there(
      TrustedPublishingException refusal) {
    fixture.registry.publishFailures.add(refusal);
    fixture.registry.presences.add(new Presence.Unknown("the index needs a password"));

    PublishFailedException e = failure("a.whl");

    assertThat(e.code()).isEqualTo(refusal.code());
    assertThat(e)
        .hasMessageContaining(
            "it was not sent again, because nobody knows whether it is there: the index needs a"
                + " password");
    assertThat(e.report().artifacts().get(0).state()).isEqualTo(ArtifactState.REJECTED);
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @Test
  @FaultRow("I2")
  void what_is_found_after_a_refusal_is_there() {
    fixture.registry.publishFailures.add(mismatch());
    fixture.registry.presences.add(new Presence.SameContent());

    assertThat(fixture.publish("a.whl").isComplete()).isTrue();

    assertThat(fixture.registry.calls).containsOnlyOnce("publish a.whl");
  }

  @Test
  @FaultRow("T31")
  void a_file_that_was_altered_on_the_disk_is_not_sent_again() {
    fixture.registry.duringUpload =
        filename -> {
          try {
            java.nio.file.Files.writeString(folder.resolve(filename), "something else");
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
  void a_failed_revocation_is_a_warning_and_no_failure() {
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
          assertThat(warning.remedy()).contains("it dies by itself at 2026-11-23T12:15:00Z");
        });
    assertThat(fixture.registry.calls).containsSubsequence("revoke", "revoke");
  }

  @Test
  @FaultRow("R04")
  void an_interrupted_run_revokes_and_keeps_the_flag() {
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
  void an_upload_that_was_interrupted_after_its_last_byte_is_unknown() {
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
  void a_refusal_after_a_lost_answer_does_not_say_that_the_file_is_not_there() {
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
  void an_answered_fault_is_believed_only_with_an_index_that_lists_nothing() {
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
  void what_may_not_have_been_heard_or_was_refused_is_a_failed_revocation(
      AttemptOutcome first, AttemptOutcome second) {
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
  void a_revocation_that_was_sent_and_has_no_answer_counts_as_requested(String first) {
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
  void a_token_is_revoked_although_the_ci_could_not_be_told_to_hide_it() {
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
  void a_listener_that_throws_harms_nobody_and_is_reported_once() {
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
  void a_sink_that_throws_harms_nobody_and_is_reported_once() {
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
  void a_listener_and_a_sink_that_run_out_of_memory_harm_nobody() {
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
  void memory_that_ends_in_a_module_ends_the_run_and_the_token_is_revoked() {
    fixture.registry.duringUpload =
        filename -> {
          throw new OutOfMemoryError("Java heap space");
        };

    assertThatThrownBy(() -> fixture.publish("a.whl")).isInstanceOf(OutOfMemoryError.class);

    assertThat(fixture.registry.calls).endsWith("publish a.whl", "revoke");
  }

  @Test
  @FaultRow("C03")
  void a_sink_that_blocks_harms_nobody_and_what_it_missed_is_counted() {
    CountDownLatch never = new CountDownLatch(1);
    PublishReport report =
        fixture
            .builder()
            .patience(Duration.ofMillis(50))
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
  void a_listener_that_blocks_harms_nobody() {
    CountDownLatch never = new CountDownLatch(1);
    PublishReport report =
        fixture
            .builder()
            .patience(Duration.ofMillis(50))
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
  void a_sink_may_call_back_into_the_publisher() {
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
  void a_listener_may_call_back_into_the_publisher() {
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
  void a_broken_module_is_called_a_bug_and_the_token_is_revoked_all_the_same() {
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

package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.lost;
import static dev.trustedpublishing.core.PublisherFixture.meet;
import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a run: tokens are revoked and forgotten, whatever ends it. */
@Timeout(20)
class ClosingTest {
  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
  }

  @Test
  @FaultRow("R06")
  void severalTokens_areRevokedConcurrently() {
    twoTokens();
    CyclicBarrier together = new CyclicBarrier(2);
    fixture.registry.duringRevoke = token -> meet(together);

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.revocations())
        .containsExactly(new Revocation.Requested(), new Revocation.Requested());
  }

  @Test
  @FaultRow("R06")
  void failedRevocation_doesNotStopOthers() {
    twoTokens();
    fixture.registry.duringRevoke =
        token -> {
          if (token.value().reveal().equals("api-token-number-1")) {
            throw refusal(Stage.REVOKE, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503).build();
          }
        };

    PublishReport report = fixture.publish("a.whl");

    assertThat(report.isComplete()).isTrue();
    assertThat(report.revocations().get(0)).isInstanceOf(Revocation.Failed.class);
    assertThat(report.revocations().get(1)).isEqualTo(new Revocation.Requested());
    assertThat(report.warnings()).hasSize(1);
  }

  @Test
  void closedPublisher_rejectsPublish() throws IOException {
    TrustedPublisher publisher = fixture.builder().build();
    publisher.close();

    assertThatExceptionOfType(TrustedPublishingException.class)
        .isThrownBy(() -> publisher.publish(fixture.files("a.whl")))
        .withMessageContaining("This publisher is closed.")
        .withMessageContaining("Build a new publisher")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED));
    assertThat(fixture.registry.calls).isEmpty();
  }

  @Test
  @FaultRow("R03")
  void revocationRetry_beyondTenSeconds_isSkipped() {
    AtomicLong nanos = new AtomicLong();
    fixture.registry.duringRevoke =
        token -> {
          nanos.addAndGet(Duration.ofMillis(5_501).toNanos());
          throw refusal(Stage.REVOKE, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503)
              .retryCanHelp()
              .build();
        };

    PublishReport report =
        fixture
            .builder()
            .timing(usual -> usual.withNanoTime(nanos::get))
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(fixture.registry.calls).containsOnlyOnce("revoke");
    assertThat(report.revocations().get(0)).isInstanceOf(Revocation.Failed.class);
  }

  @Test
  @FaultRow("R04")
  void interruptDuringRevocation_doesNotStopIt() {
    Thread run = Thread.currentThread();
    fixture.registry.duringRevoke =
        token -> {
          run.interrupt();
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        };

    PublishReport report = fixture.publish("a.whl");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.revocations()).containsExactly(new Revocation.Requested());
  }

  @Test
  @FaultRow("C01")
  void close_endsRunsAndWaitsForRevocation() throws Exception {
    CountDownLatch uploading = new CountDownLatch(1);
    fixture.registry.duringUpload =
        filename -> {
          uploading.countDown();
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost(AttemptOutcome.AMBIGUOUS);
          }
        };
    TrustedPublisher publisher = fixture.builder().build();
    List<Path> files = fixture.files("a.whl", "b.whl");
    FutureTask<Boolean> run =
        new FutureTask<>(() -> {
          PublishFailedException e =
              catchThrowableOfType(PublishFailedException.class, () -> publisher.publish(files));
          assertThat(e.report().artifacts())
              .extracting(ArtifactResult::state)
              .containsExactly(ArtifactState.UNKNOWN, ArtifactState.NOT_ATTEMPTED);
          return Thread.currentThread().isInterrupted();
        });
    Thread thread = new Thread(run);
    thread.start();
    assertThat(uploading.await(10, TimeUnit.SECONDS)).isTrue();

    publisher.close();

    assertThat(fixture.registry.calls).endsWith("revoke");
    assertThat(run.get(10, TimeUnit.SECONDS)).as("the flag of a thread that is not ours").isFalse();
  }

  @Test
  @FaultRow("C03")
  void close_calledFromModule_letsRunFinish() {
    TrustedPublisher[] publisher = new TrustedPublisher[1];
    fixture.registry.duringUpload = filename -> close(publisher[0]);
    publisher[0] = fixture.builder().build();

    PublishReport report = publisher[0].publish(fixture.files("a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  /**
   * Listeners and sinks have threads of their own, so this ends the run as anybody's close does.
   */
  @Test
  @FaultRow("C03")
  void close_calledFromListenerOrSink_returnsAndRevokesToken() throws InterruptedException {
    for (boolean listener : List.of(true, false)) {
      PublisherFixture own = new PublisherFixture(folder);
      CountDownLatch closed = new CountDownLatch(1);
      TrustedPublisher[] publisher = new TrustedPublisher[1];
      Runnable closing =
          () -> {
            close(publisher[0]);
            closed.countDown();
          };
      TrustedPublisherBuilder builder =
          own.builder().timing(usual -> usual.withPatience(Duration.ofMillis(50)));
      publisher[0] =
          listener
              ? builder.onProgress((artifact, sent, total) -> closing.run()).build()
              : builder
                  .onEvent(entry -> {
                    if (entry.event().type().equals("artifact.started")) {
                      closing.run();
                    }
                  })
                  .build();
      own.registry.duringUpload = filename -> awaitInterrupt(listener);

      PublishReport report = reportOf(publisher[0], own.files("a.whl"));

      assertThat(report.artifacts()).hasSize(1);
      assertThat(own.registry.calls).endsWith("revoke");
      assertThat(closed.await(10, TimeUnit.SECONDS)).as("close() returned").isTrue();
    }
  }

  /** The listener is told after this, the sink before. */
  private static void awaitInterrupt(boolean listener) {
    if (listener) {
      return;
    }
    try {
      Thread.sleep(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost(AttemptOutcome.AMBIGUOUS);
    }
  }

  private static PublishReport reportOf(TrustedPublisher publisher, List<Path> files) {
    try {
      return publisher.publish(files);
    } catch (PublishFailedException e) {
      return e.report();
    }
  }

  private static void close(TrustedPublisher publisher) {
    try {
      publisher.close();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @FaultRow("I7")
  void tokens_areClearedWhenNoLongerNeeded() {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.NOT_SENT));
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.AMBIGUOUS));

    fixture.publish("a.whl");

    assertThat(fixture.registry.presented).hasSize(3);
    for (Secret jwt : fixture.registry.presented) {
      assertThatIllegalStateException().isThrownBy(jwt::reveal);
    }
    for (ApiToken token : fixture.registry.minted) {
      assertThatIllegalStateException().isThrownBy(() -> token.value().reveal());
    }
  }

  @Test
  void callerSuppliedToken_isNotCleared() {
    Secret jwt =
        Secret.of(FakeCi.jwt(fixture.ci.claims.formatted("registry.example", expiry()), 1));
    TrustedPublisher publisher = fixture.builder().identityToken(TokenSource.value(jwt)).build();

    publisher.publish(fixture.files("a.whl"));
    publisher.publish(fixture.files("b.whl"));

    assertThat(jwt.reveal()).startsWith("ey");
    assertThat(fixture.registry.tokens).isEqualTo(2);
  }

  private long expiry() {
    return fixture.ci.expiry.getEpochSecond();
  }

  private void twoTokens() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build());
  }
}

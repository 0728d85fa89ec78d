package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.meet;
import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several uploads at a time: in which order, what stops them, and what they share. */
@Timeout(20)
class ConcurrencyTest {
  private static final String[] EIGHT =
      IntStream.range(0, 8).mapToObj(i -> "file-" + i + ".whl").toArray(String[]::new);

  @TempDir Path folder;
  private PublisherFixture fixture;
  private final Load load = new Load();

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
    fixture.registry.capabilities.add(Capability.SAME_BYTES_ARE_A_NO_OP);
    fixture.registry.duringUpload = load;
  }

  @AfterEach
  void noThreadIsLeft() throws InterruptedException {
    for (Thread thread : uploadThreads()) {
      thread.join(5_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  @FaultRow("U17")
  void firstFileOfRelease_isUploadedBeforeOthers() {
    CyclicBarrier together = new CyclicBarrier(4);
    fixture.registry.duringUpload =
        filename -> {
          load.accept(filename);
          if (!filename.equals("file-0.whl")) {
            meet(together);
          }
        };

    PublishReport report = publish(fixture.builder(), "file-0.whl", "b", "c", "d", "e");

    assertThat(report.isComplete()).isTrue();
    assertThat(load.most("file-0.whl")).isEqualTo(1);
    assertThat(load.most()).isLessThanOrEqualTo(4);
    assertThat(report.artifacts())
        .extracting(result -> result.artifact().filename())
        .containsExactly("file-0.whl", "b", "c", "d", "e");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64})
  void concurrency_isNeverExceeded(int concurrency) {
    PublishReport report = publish(fixture.builder().concurrency(concurrency), EIGHT);

    assertThat(report.count(ArtifactState.PUBLISHED)).isEqualTo(8);
    assertThat(load.most()).isLessThanOrEqualTo(concurrency);
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  @Test
  void concurrencyOne_usesCallingThreadAndKeepsOrder() {
    publish(fixture.builder().concurrency(1), EIGHT);

    assertThat(load.threads).containsExactly(Thread.currentThread().getName());
    assertThat(uploads()).containsExactly(EIGHT);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65, 10_000})
  @FaultRow("E07")
  void concurrencyOutOfRange_isRejected(int concurrency) {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> fixture.builder().concurrency(concurrency));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining("--concurrency must be between 1 and 64.")
        .hasMessageContaining("Found:    concurrency " + concurrency)
        .hasMessageContaining("Expected: a number from 1 to 64")
        .hasMessageContaining(
            "Fix:      Remove it for the default of 4, or use 1 for sequential uploads.");
  }

  @Test
  @FaultRow("U18")
  void rejectedFile_stopsOnlyNewUploads() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    AtomicReference<Thread> refusing = new AtomicReference<>();
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("b")) {
            await(running);
            refusing.set(Thread.currentThread());
            throw refusal(Stage.PUBLISH, ErrorCode.PUBLISH_INVALID_METADATA, 400).build();
          }
          if (filename.equals("c")) {
            running.countDown();
            await(refused);
            // The event comes before the result: only then is it certain which is seen first.
            awaitIdle(refusing.get());
          }
        };
    TrustedPublisherBuilder builder =
        fixture
            .builder()
            .concurrency(2)
            .onEvent(entry -> {
              if (entry.event().type().equals("artifact.failed")) {
                refused.countDown();
              }
            });

    PublishFailedException e = failure(builder, "a", "b", "c", "d", "e");

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_INVALID_METADATA);
    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(
            ArtifactState.PUBLISHED,
            ArtifactState.REJECTED,
            ArtifactState.PUBLISHED,
            ArtifactState.NOT_ATTEMPTED,
            ArtifactState.NOT_ATTEMPTED);
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  @FaultRow("U18")
  void keepGoing_publishesRemainingFiles(int concurrency) {
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("b") || filename.equals("d")) {
            throw refusal(Stage.PUBLISH, ErrorCode.PUBLISH_INVALID_METADATA, 400).build();
          }
        };

    PublishFailedException e =
        failure(fixture.builder().concurrency(concurrency).keepGoing(), "a", "b", "c", "d", "e");

    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(e.report().count(ArtifactState.PUBLISHED)).isEqualTo(3);
    assertThat(e.report().count(ArtifactState.REJECTED)).isEqualTo(2);
    assertThat(fixture.registry.calls).containsOnlyOnce("revoke").endsWith("revoke");
  }

  @Test
  @FaultRow("U17")
  void releaseWithoutPublishedFile_uploadsOneAtATime() {
    fixture.registry.duringUpload =
        filename -> {
          load.accept(filename);
          if (filename.equals("file-0.whl") || filename.equals("file-1.whl")) {
            throw refusal(Stage.PUBLISH, ErrorCode.PUBLISH_INVALID_METADATA, 400).build();
          }
        };

    failure(fixture.builder().keepGoing(), EIGHT);

    assertThat(load.most("file-0.whl")).isEqualTo(1);
    assertThat(load.most("file-1.whl")).isEqualTo(1);
    assertThat(load.most("file-2.whl")).isEqualTo(1);
  }

  /** npm rejects a version below the published ones, so their order must not be left to chance. */
  @Test
  @FaultRow("U17")
  void releasesOfOnePackage_areCreatedInOrder() {
    CyclicBarrier packages = new CyclicBarrier(2);
    Load ofSample = new Load();
    Load ofOther = new Load();
    fixture.registry.duringUpload =
        filename -> {
          (filename.startsWith("other-") ? ofOther : ofSample).accept(filename);
          if (filename.endsWith("-1.0.whl")) {
            meet(packages);
          }
        };

    publish(
        fixture.builder(),
        "sample-1.0.whl",
        "other-1.0.whl",
        "sample-1.1.whl",
        "other-1.1.whl",
        "sample-1.2.whl");

    assertThat(ofSample.most()).isEqualTo(1);
    assertThat(ofOther.most()).isEqualTo(1);
    assertThat(uploads().stream().filter(filename -> filename.startsWith("sample-")))
        .containsExactly("sample-1.0.whl", "sample-1.1.whl", "sample-1.2.whl");
  }

  @Test
  @FaultRow("U11")
  void rateLimit_switchesToSequentialUploads() {
    CyclicBarrier together = new CyclicBarrier(3);
    Set<String> refused = ConcurrentHashMap.newKeySet();
    Load afterwards = new Load();
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("file-0.whl")) {
            return;
          }
          if (refused.size() < 3 && refused.add(filename)) {
            meet(together);
            throw refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
                .retryCanHelp()
                .build();
          }
          afterwards.accept(filename);
        };

    PublishReport report = publish(fixture.builder().concurrency(3), EIGHT);

    assertThat(report.isComplete()).isTrue();
    assertThat(afterwards.threads).isNotEmpty();
    assertThat(afterwards.most()).isEqualTo(1);
  }

  @Test
  void slowRegistry_getsUpToEightUploads() {
    CyclicBarrier together = new CyclicBarrier(8);
    fixture.registry.duringUpload =
        filename -> {
          load.accept(filename);
          if (filename.startsWith("last")) {
            meet(together);
          }
        };
    String[] files = Stream.concat(names("file-", 30), names("last-", 8)).toArray(String[]::new);

    PublishReport report = publish(slow(Duration.ofMillis(50)), files);

    assertThat(report.isComplete()).isTrue();
    assertThat(load.most("file-0.whl")).isEqualTo(1);
  }

  @Test
  void fastRegistry_getsFourUploads() {
    PublishReport report =
        publish(slow(Duration.ofMillis(49)), names("file-", 40).toArray(String[]::new));

    assertThat(report.isComplete()).isTrue();
    assertThat(load.most()).isLessThanOrEqualTo(4);
  }

  @Test
  void fixedConcurrency_doesNotGrow() {
    PublishReport report =
        publish(
            slow(Duration.ofSeconds(1)).concurrency(4), names("file-", 40).toArray(String[]::new));

    assertThat(report.isComplete()).isTrue();
    assertThat(load.most()).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  @FaultRow("U11")
  void overloadedRegistry_getsHalfAsManyUploads(int status) {
    CyclicBarrier together = new CyclicBarrier(4);
    Set<String> refused = ConcurrentHashMap.newKeySet();
    Load afterwards = new Load();
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("file-0.whl")) {
            return;
          }
          if (refused.size() < 4 && refused.add(filename)) {
            meet(together);
            ErrorCode code =
                status == 429
                    ? ErrorCode.TEMPORARY_RATE_LIMITED
                    : ErrorCode.TEMPORARY_REGISTRY_ERROR;
            throw refusal(Stage.PUBLISH, code, status).retryCanHelp().build();
          }
          afterwards.accept(filename);
        };

    PublishReport report =
        publish(slow(Duration.ofSeconds(1)), names("file-", 40).toArray(String[]::new));

    assertThat(report.isComplete()).isTrue();
    assertThat(afterwards.most()).isLessThanOrEqualTo(2);
  }

  /** Each upload takes this long by the clock of the run. */
  private TrustedPublisherBuilder slow(Duration upload) {
    // The time of a thread passes with its uploads only.
    ThreadLocal<Long> now = ThreadLocal.withInitial(() -> 0L);
    Consumer<String> given = fixture.registry.duringUpload;
    fixture.registry.duringUpload =
        filename -> {
          now.set(now.get() + upload.toNanos());
          given.accept(filename);
        };
    return fixture.builder().timing(usual -> usual.withNanoTime(now::get));
  }

  private static Stream<String> names(String start, int count) {
    return IntStream.range(0, count).mapToObj(i -> start + i + ".whl");
  }

  @Test
  @FaultRow("U13")
  void expiredToken_isReplacedOnceForAllUploads() {
    CyclicBarrier together = new CyclicBarrier(4);
    Set<String> refused = ConcurrentHashMap.newKeySet();
    fixture.registry.duringUpload =
        filename -> {
          if (!filename.equals("file-0.whl") && refused.size() < 4 && refused.add(filename)) {
            meet(together);
            throw refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build();
          }
        };

    PublishReport report = publish(fixture.builder(), "file-0.whl", "b", "c", "d", "e");

    assertThat(report.isComplete()).isTrue();
    assertThat(fixture.registry.tokens).isEqualTo(2);
    assertThat(report.revocations()).hasSize(2);
  }

  @Test
  void rejectedRenewal_isFinalForAllUploads() {
    Set<String> refused = new HashSet<>();
    fixture.registry.duringUpload =
        filename -> {
          if (refused.add(filename) && !filename.equals("a")) {
            fixture.registry.exchangeFailures.add(
                refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_NO_PUBLISHER, 422).build());
            throw refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build();
          }
        };

    PublishFailedException e =
        failure(fixture.builder().concurrency(1).keepGoing(), "a", "b", "c", "d");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(fixture.registry.identities).hasSize(2);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(
            ArtifactState.PUBLISHED,
            ArtifactState.REJECTED,
            ArtifactState.NOT_ATTEMPTED,
            ArtifactState.NOT_ATTEMPTED);
    assertThat(e.report().revocations()).hasSize(1);
  }

  @Test
  @FaultRow("R09")
  void interrupt_endsUploadsBeforeRevocation() {
    CountDownLatch running = new CountDownLatch(3);
    AtomicInteger ended = new AtomicInteger();
    Thread caller = Thread.currentThread();
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("a")) {
            return;
          }
          running.countDown();
          if (running.getCount() == 0) {
            caller.interrupt();
          }
          sendUntilInterrupted(ended);
        };

    PublishFailedException e = failure(fixture.builder().concurrency(3), "a", "b", "c", "d", "e");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
    assertThat(e.exitCode()).isEqualTo(7);
    assertThat(ended).hasValue(3);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(
            ArtifactState.PUBLISHED,
            ArtifactState.UNKNOWN,
            ArtifactState.UNKNOWN,
            ArtifactState.UNKNOWN,
            ArtifactState.NOT_ATTEMPTED);
    assertThat(fixture.registry.calls).containsOnlyOnce("revoke").endsWith("revoke");
  }

  @Test
  @FaultRow("R09")
  void interrupt_whileUploadsWaitForTurn_isHandled() {
    CyclicBarrier together = new CyclicBarrier(3);
    Set<String> refused = ConcurrentHashMap.newKeySet();
    AtomicInteger ended = new AtomicInteger();
    AtomicReference<Thread> sending = new AtomicReference<>();
    Thread caller = Thread.currentThread();
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("a")) {
            return;
          }
          if (refused.size() < 3 && refused.add(filename)) {
            meet(together);
            throw refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_RATE_LIMITED, 429)
                .retryCanHelp()
                .build();
          }
          if (sending.compareAndSet(null, Thread.currentThread())) {
            caller.interrupt();
          }
          sendUntilInterrupted(ended);
        };

    PublishFailedException e = failure(fixture.builder().concurrency(3), "a", "b", "c", "d", "e");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
    assertThat(sending.get()).as("the one that has to hear it").isNotSameAs(caller);
    assertThat(ended).hasPositiveValue();
    assertThat(fixture.registry.calls).containsOnlyOnce("revoke").endsWith("revoke");
  }

  @Test
  @FaultRow("C01")
  void interruptBetweenFiles_isReported() {
    fixture.registry.duringUpload = filename -> Thread.currentThread().interrupt();

    PublishFailedException e = failure(fixture.builder().concurrency(1), "a", "b");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED, ArtifactState.NOT_ATTEMPTED);
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  @Test
  void stackOverflowDuringUpload_isReportedAsABugAndRevokesToken() {
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("b")) {
            throw new StackOverflowError("no more room");
          }
        };

    PublishFailedException e = failure(fixture.builder(), "a", "b", "c");

    assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_BUG);
    assertThat(e).hasRootCauseMessage("no more room");
    assertThat(fixture.registry.calls).endsWith("revoke");
  }

  private PublishReport publish(TrustedPublisherBuilder builder, String... filenames) {
    return builder.build().publish(fixture.files(filenames));
  }

  private PublishFailedException failure(TrustedPublisherBuilder builder, String... filenames) {
    return catchThrowableOfType(PublishFailedException.class, () -> publish(builder, filenames));
  }

  private List<String> uploads() {
    return fixture.registry.calls.stream()
        .filter(call -> call.startsWith("publish "))
        .map(call -> call.substring("publish ".length()))
        .toList();
  }

  private static List<Thread> uploadThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("trusted-publishing-upload-"))
        .toList();
  }

  private static void sendUntilInterrupted(AtomicInteger ended) {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      ended.incrementAndGet();
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static TransportException interrupted() {
    return new TransportException(
        Problem.of(ErrorCode.TEMPORARY_INTERRUPTED, "Interrupted while waiting for the answer.")
            .remedy("Start it again."),
        AttemptOutcome.AMBIGUOUS,
        FakeRegistry.TARGET.origin(),
        null);
  }

  /** The worker has handed its result over, or is this one and has gone on to the next file. */
  private static void awaitIdle(Thread worker) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (worker != Thread.currentThread() && isBusy(worker.getState())) {
      assertThat(System.nanoTime()).as("the worker is idle in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static boolean isBusy(Thread.State state) {
    return state == Thread.State.RUNNABLE || state == Thread.State.BLOCKED;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts how many uploads go at the same time. */
  private static final class Load implements Consumer<String> {
    private final AtomicInteger now = new AtomicInteger();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Override
    public void accept(String filename) {
      threads.add(Thread.currentThread().getName());
      now.incrementAndGet();
      try {
        Thread.sleep(20);
        seen.merge(filename, now.get(), Math::max);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        now.decrementAndGet();
      }
    }

    private int most(String filename) {
      return seen.get(filename);
    }

    private int most() {
      return seen.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
  }
}

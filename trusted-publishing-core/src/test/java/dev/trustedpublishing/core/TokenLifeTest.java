package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.NOW;
import static dev.trustedpublishing.core.PublisherFixture.lost;
import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** U13, X15, C04: tokens live 900 s here, and files take as long as a test says. */
class TokenLifeTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path folder;
  private PublisherFixture fixture;
  private Instant now = NOW;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
    pass(0);
  }

  @Test
  @FaultRow("U13")
  void fileOutlivingToken_getsNewTokenFirst() throws IOException {
    uploadsTake(Map.of("a", 300, "b", 500));

    // 300 s for 1 MiB, so 600 s for 2 MiB: with 60 s to spare that is more than the 600 s left.
    PublishReport report = publish(Map.of("a", MEBIBYTE, "b", 2 * MEBIBYTE));

    assertThat(fixture.registry.tokens).isEqualTo(2);
    assertThat(fixture.registry.identities).doesNotHaveDuplicates();
    assertThat(report.revocations()).hasSize(2);
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  @FaultRow("U13")
  void fileFinishingInTime_reusesToken() throws IOException {
    uploadsTake(Map.of("a", 300, "b", 100));

    publish(Map.of("a", MEBIBYTE, "b", MEBIBYTE));

    assertThat(fixture.registry.tokens).isEqualTo(1);
  }

  @Test
  @FaultRow("U13")
  void smallFiles_renewTokenInItsLastMinute() throws IOException {
    uploadsTake(Map.of("a", 839, "b", 2, "c", 1));

    // 61 s are left for b, 59 s for c.
    publish(Map.of("a", MEBIBYTE - 1, "b", MEBIBYTE - 1, "c", 10));

    assertThat(fixture.registry.tokens).isEqualTo(2);
    assertThat(fixture.registry.calls)
        .containsSubsequence(
            "exchange", "publish a", "publish b", "audience", "exchange", "publish c");
  }

  @Test
  @FaultRow("U13")
  void freshToken_isNotReplaced() throws IOException {
    uploadsTake(Map.of("a", 89, "b", 700));

    publish(Map.of("a", MEBIBYTE, "b", 10 * MEBIBYTE));

    assertThat(fixture.registry.tokens).isEqualTo(1);
  }

  @Test
  @FaultRow("U13")
  void failedRenewal_keepsUsingLiveToken() throws IOException {
    uploadsTake(Map.of("a", 850, "b", 10, "c", 10));
    fixture.registry.duringUpload =
        fixture.registry.duringUpload.andThen(filename ->
            fixture.registry.exchangeFailures.add(
                refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_NO_PUBLISHER, 422).build()));

    PublishReport report = publish(Map.of("a", 10, "b", 10, "c", 10));

    assertThat(report.count(ArtifactState.PUBLISHED)).isEqualTo(3);
    assertThat(fixture.registry.identities).as("asked for once more, and not again").hasSize(2);
    assertThat(report.revocations()).hasSize(1);
  }

  @Test
  @FaultRow("U13")
  void expiredToken_withoutReplacement_endsRun() throws IOException {
    uploadsTake(Map.of("a", 901));
    fixture.registry.duringUpload =
        fixture.registry.duringUpload.andThen(filename ->
            fixture.registry.exchangeFailures.add(
                refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_NO_PUBLISHER, 422).build()));

    PublishFailedException e = failure(Map.of("a", 10, "b", 10));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.PUBLISHED, ArtifactState.NOT_ATTEMPTED);
  }

  @Test
  @FaultRow("U13")
  void uploadLongerThanTokenLifetime_isNotResentAndShowsRate() throws IOException {
    fixture.registry.duringUpload =
        filename -> {
          pass(1_000);
          throw refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build();
        };

    PublishFailedException e = failure(Map.of("a", 4 * MEBIBYTE));

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_TOKEN_EXPIRED);
    assertThat(e)
        .hasMessageContaining("a takes longer than the lifetime of an API token.")
        .hasMessageContaining("Found:    4194304 bytes, for which it took 1000 s (4 KiB/s)")
        .hasMessageContaining("Expected: at least 5 KiB/s, because the token lives 900 s")
        .hasMessageContaining("Fix:      Use a faster connection, publish one file at a time");
    assertThat(fixture.registry.calls).containsOnlyOnce("publish a");
    assertThat(fixture.registry.tokens).isEqualTo(1);
  }

  @Test
  @FaultRow("U13")
  void uploadProbablyTooLong_isAttemptedWithWarning() throws IOException {
    uploadsTake(Map.of("a", 300, "b", 10));

    PublishReport report = publish(Map.of("a", MEBIBYTE, "b", 4 * MEBIBYTE));

    assertThat(report.count(ArtifactState.PUBLISHED)).isEqualTo(2);
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo(ErrorCode.PUBLISH_TOKEN_EXPIRED);
          assertThat(warning.what())
              .isEqualTo("b will probably take longer than the lifetime of an API token.");
          assertThat(warning.found())
              .contains(
                  "4194304 bytes, for which at the rate of the previous files takes 1200 s (3"
                      + " KiB/s)");
          assertThat(warning.expected())
              .contains("at least 5 KiB/s, because the token lives 900 s");
        });
  }

  @ParameterizedTest(name = "a wait of {0} s: {1} identity tokens")
  @CsvSource({"269, 1", "270, 2", "301, 2"})
  @FaultRow("X15")
  void agedIdentityToken_isReplacedBeforeSending(int wait, int tokens) throws IOException {
    fixture.registry.exchangeFailures.add(lost(AttemptOutcome.NOT_SENT));
    TrustedPublisher publisher =
        builder()
            .timing(usual ->
                usual.withPause(planned -> {
                  pass(wait);
                  return Duration.ZERO;
                }))
            .build();

    publisher.publish(files(Map.of("a", 10)));

    assertThat(fixture.ci.given).hasSize(tokens);
    assertThat(fixture.registry.identities)
        .containsExactly(fixture.ci.given.get(0), fixture.ci.given.get(tokens - 1));
  }

  @ParameterizedTest(name = "the clock jumps by {0} during the first of two files")
  @CsvSource({
    "PT1H, 2",
    "-PT1H, 1",
    "P3652D, 2",
    "-P3652D, 1",
    "PT14M1S, 2",
    "PT14M, 1",
  })
  @FaultRow("C04")
  void clockJump_changesNoDurationAndLosesNoToken(Duration jump, int tokens) throws IOException {
    Instant[] wall = {NOW};
    fixture.registry.duringUpload =
        filename -> {
          if (filename.equals("a")) {
            now = now.plusSeconds(7);
            wall[0] = NOW.plus(jump);
            fixture.ci.expiry = wall[0].plusSeconds(300);
            fixture.registry.expiry = wall[0].plusSeconds(900);
          }
        };
    TrustedPublisher publisher = builder().clock(new HandSet(() -> wall[0])).build();

    PublishReport report = publisher.publish(files(Map.of("a", 10, "b", 10)));

    assertThat(report.count(ArtifactState.PUBLISHED)).isEqualTo(2);
    assertThat(report.duration()).isEqualTo(Duration.ofSeconds(7));
    assertThat(report.artifacts())
        .extracting(ArtifactResult::duration)
        .containsExactly(Duration.ofSeconds(7), Duration.ZERO);
    assertThat(fixture.registry.tokens).isEqualTo(tokens);
    assertThat(report.revocations()).hasSize(tokens);
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "2026-03-29T00:59:50Z, Europe/Berlin",
    "2026-10-25T00:59:50Z, Europe/Berlin",
    "2026-04-04T14:59:50Z, Australia/Lord_Howe",
    "2026-12-31T23:59:50Z, Pacific/Kiritimati"
  })
  @FaultRow("C04")
  void daylightSavingChange_doesNotAffectExpiry(Instant start, ZoneId zone) throws IOException {
    Instant[] wall = {start};
    fixture.ci.expiry = start.plusSeconds(300);
    fixture.registry.expiry = start.plusSeconds(900);
    fixture.registry.duringUpload =
        filename -> {
          now = now.plusSeconds(20);
          wall[0] = wall[0].plusSeconds(20);
        };
    TrustedPublisher publisher = builder().clock(new HandSet(() -> wall[0]).withZone(zone)).build();

    PublishReport report = publisher.publish(files(Map.of("a", 10, "b", 10)));

    assertThat(report.duration()).isEqualTo(Duration.ofSeconds(40));
    assertThat(fixture.registry.tokens).isEqualTo(1);
    assertThat(fixture.trail)
        .extracting(entry -> entry.time())
        .startsWith(start)
        .endsWith(start.plusSeconds(40));
  }

  private PublishReport publish(Map<String, Integer> sizes) throws IOException {
    return publisher().publish(files(sizes));
  }

  private PublishFailedException failure(Map<String, Integer> sizes) throws IOException {
    List<Path> files = files(sizes);
    return catchThrowableOfType(PublishFailedException.class, () -> publisher().publish(files));
  }

  private TrustedPublisher publisher() {
    return builder().build();
  }

  private TrustedPublisherBuilder builder() {
    return fixture
        .builder()
        .concurrency(1)
        .clock(new HandSet(() -> now))
        .timing(usual -> usual.withNanoTime(() -> Duration.between(NOW, now).toNanos()));
  }

  private List<Path> files(Map<String, Integer> sizes) throws IOException {
    for (Map.Entry<String, Integer> file : sizes.entrySet()) {
      Files.write(folder.resolve(file.getKey()), new byte[file.getValue()]);
    }
    return Stream.of("a", "b", "c").filter(sizes::containsKey).map(folder::resolve).toList();
  }

  private void uploadsTake(Map<String, Integer> seconds) {
    fixture.registry.duringUpload = filename -> pass(seconds.get(filename));
  }

  /** Whatever is exchanged or obtained from then on lives from then on. */
  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
    fixture.registry.expiry = now.plusSeconds(900);
    fixture.ci.expiry = now.plusSeconds(300);
  }

  private static final class HandSet extends Clock {
    private final Supplier<Instant> time;
    private final ZoneId zone;

    private HandSet(Supplier<Instant> time) {
      this(time, ZoneOffset.UTC);
    }

    private HandSet(Supplier<Instant> time, ZoneId zone) {
      this.time = time;
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new HandSet(time, other);
    }

    @Override
    public Instant instant() {
      return time.get();
    }
  }
}

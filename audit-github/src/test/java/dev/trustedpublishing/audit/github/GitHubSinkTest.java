package dev.trustedpublishing.audit.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubSinkTest {
  private static final Optional<String> REJECTED = Optional.of("publish.rejected");
  private static final AuditEvent STARTED =
      new AuditEvent.RunStarted("fake", "fake", "https://registry.example", 1);

  @TempDir Path folder;
  private final List<String> console = Collections.synchronizedList(new ArrayList<>());
  private Path summary;

  @BeforeEach
  void create() throws IOException {
    summary = Files.writeString(folder.resolve("summary.md"), "# The build\n\n");
  }

  @Test
  void successfulRun_printsNoticeAndWritesSummaryTable() throws IOException {
    record(
        STARTED,
        planned("a_b.whl", 18),
        new AuditEvent.ArtifactPublished("a_b.whl", "0", 18, 1, Duration.ofMillis(12)),
        new AuditEvent.RunFinished(
            "published", Optional.empty(), Optional.empty(), 1, 0, Duration.ofMillis(20)));

    assertThat(console)
        .containsExactly(
            "::notice title=Trusted publishing::published 1 of 1 files at https://registry.example");
    assertThat(Files.readString(summary))
        .startsWith("# The build\n\n### fake: published\n\n| file | state | bytes ")
        .containsPattern(
            "\\| a\\\\_b.whl \\| published \\| 18 \\| 1 \\| \\d+ ms \\| [0-9.]+ .iB/s \\|\n");
  }

  @Test
  void failedRun_hasOneErrorForEachFailedFile() throws IOException {
    record(STARTED, planned("a.whl", 16), rejected("a.whl"), failed(1));

    assertThat(console)
        .containsExactly(
            "::error title=publish.rejected::a.whl: No.",
            "::notice title=publish.rejected::published 0 of 1 files at https://registry.example");
    assertThat(Files.readString(summary))
        .contains(
            "### fake: failed\n\nNo. (`publish.rejected`)\n\n|", "| rejected (publish.rejected) |");
  }

  @Test
  void runThatFailedForAnotherReasonThanItsFiles_hasAnErrorOfItsOwn() throws IOException {
    record(
        STARTED,
        planned("a.whl", 16),
        rejected("a.whl"),
        new AuditEvent.RunFinished(
            "failed",
            Optional.of("exchange.no-publisher"),
            Optional.of("The registry knows no publisher for this job."),
            0,
            2,
            Duration.ofMillis(20)));

    assertThat(console)
        .containsExactly(
            "::error title=publish.rejected::a.whl: No.",
            "::error title=exchange.no-publisher::The registry knows no publisher for this job."
                + "%0Apublished 0 of 2 files at https://registry.example");
  }

  @Test
  void reasonThatNamesTheFile_doesNotRepeatIt() {
    AuditSink sink = sink();
    sink.accept(
        entry(
            new AuditEvent.ArtifactFailed(
                "a.whl",
                "rejected",
                Optional.of("publish.conflict"),
                Optional.of("a.whl already exists with different content."),
                1,
                Duration.ZERO)));

    assertThat(console)
        .containsExactly(
            "::error title=publish.conflict::a.whl already exists with different content.");
  }

  @Test
  void runThatFailsBeforeAnyFile_hasOneError() throws IOException {
    record(STARTED, failed(1));

    assertThat(console)
        .containsExactly(
            "::error title=publish.rejected::No.%0Apublished 0 of 1 files at"
                + " https://registry.example");
  }

  @Test
  void notAttemptedFile_isListedInSummaryTable() throws IOException {
    record(STARTED, planned("a.whl", 16), planned("b.whl", 16), rejected("a.whl"), failed(2));

    assertThat(Files.readString(summary))
        .containsPattern(
            "\\| a.whl \\| rejected \\(publish.rejected\\) \\| 16 \\| 1 \\|.*\n"
                + "\\| b.whl \\| not-attempted \\| 16 \\| 0 \\| 0 ms \\| - \\|\n");
    assertThat(console).hasSize(2);
  }

  @Test
  void untrustedText_cannotInjectCommandsOrMarkup() throws IOException {
    AuditSink sink = sink();
    sink.accept(
        entry(
            new AuditEvent.Warned(
                Problem.of(ErrorCode.USAGE_SINK_FAILED, "100% <b>bad</b>\n::error::forged")
                    .remedy("a|b\r\n[x](y)"))));
    sink.accept(entry(new AuditEvent.ArtifactStarted("a,b:c.whl\n::set-output::x", "0", 1)));
    sink.accept(
        entry(
            new AuditEvent.ArtifactFailed(
                "a,b:c.whl\n::set-output::x",
                "not-attempted",
                Optional.empty(),
                Optional.empty(),
                0,
                Duration.ZERO)));
    sink.accept(
        entry(
            new AuditEvent.RunFinished(
                "failed", Optional.of("x:y,z"), Optional.empty(), 0, 1, Duration.ZERO)));

    assertThat(console)
        .containsExactly(
            "::warning title=usage.sink-failed::100%25"
                + " <b>bad</b>%0A::error::forged%0Aa|b%0D%0A[x](y)",
            "::error title=not-attempted::a,b:c.whl%0A::set-output::x: not-attempted",
            "::notice title=x%3Ay%2Cz::published 0 of 1 files at ");
    assertThat(Files.readString(summary))
        .contains("\\<b\\>bad\\</b\\>", "a\\|b", "\\[x\\](y)", "| a,b:c.whl : :set-output: :x |");
  }

  @Test
  void moreThanTenErrors_printTenAnnotationsEndingWithTheRun() throws IOException {
    AuditSink sink = sink();
    for (int i = 0; i < 1_100; i++) {
      sink.accept(
          entry(
              new AuditEvent.ArtifactFailed(
                  i + ".whl", "rejected", Optional.empty(), Optional.empty(), 1, Duration.ZERO)));
    }
    sink.accept(
        entry(
            new AuditEvent.RunFinished(
                "failed", Optional.of("x.y"), Optional.empty(), 0, 1_100, Duration.ZERO)));

    assertThat(console).hasSize(10).last().asString().contains("published 0 of 1100 files");
    assertThat(Files.readString(summary)).contains("and 100 more files");
    assertThat(Files.size(summary)).isLessThan(1 << 20);
  }

  @Test
  void noSummaryFile_printsAnnotationsOnly() {
    AuditSink sink = GitHubSink.create(Map.of(), console::add);

    sink.accept(
        entry(
            new AuditEvent.RunFinished(
                "published", Optional.empty(), Optional.empty(), 1, 0, Duration.ZERO)));

    assertThat(console).hasSize(1);
  }

  private AuditSink sink() {
    return GitHubSink.create(Map.of("GITHUB_STEP_SUMMARY", summary.toString()), console::add);
  }

  private void record(AuditEvent... events) {
    AuditSink sink = sink();
    for (AuditEvent event : events) {
      sink.accept(entry(event));
    }
  }

  private static AuditEvent planned(String filename, long size) {
    return new AuditEvent.ArtifactPlanned(filename, "sample", "1.0", size, "0");
  }

  private static AuditEvent rejected(String filename) {
    return new AuditEvent.ArtifactFailed(
        filename, "rejected", REJECTED, Optional.of("No."), 1, Duration.ofMillis(12));
  }

  private static AuditEvent failed(int notPublished) {
    return new AuditEvent.RunFinished(
        "failed", REJECTED, Optional.of("No."), 0, notPublished, Duration.ofMillis(20));
  }

  private static AuditEntry entry(AuditEvent event) {
    return new AuditEntry("run", 1, Instant.EPOCH, Optional.empty(), event);
  }
}

package dev.trustedpublishing.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read while a run is active. */
class EventPrinterTest {
  private final List<String> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final EventPrinter printer = new EventPrinter(lines::add, warnings::add);

  @Test
  void line_hasTheStageInAColumn() {
    printer.line("plan", "100 % of a file");
    printer.line("exchanging", "a stage that is longer than the column");

    assertThat(lines)
        .containsExactly(
            "plan      100 % of a file", "exchanging a stage that is longer than the column");
  }

  @Test
  void warning_isPrintedOnce() {
    for (int i = 0; i < 2; i++) {
      printer.warn(
          Problem.of(ErrorCode.TEMPORARY_NOT_REVOKED, "The token is still valid.")
              .remedy("No action needed."));
    }

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).endsWith("\n  Code:     temporary.not-revoked");
  }

  @Test
  void progressOfLargeFile_isPrintedAtEachQuarter() {
    int size = 4 << 20;
    for (int sent = 0; sent <= size; sent += size / 16) {
      printer.progressed(new Named("large.whl"), sent, size);
    }

    assertThat(lines)
        .containsExactly(
            "publish   large.whl: 25 % of 4,194,304 bytes sent",
            "publish   large.whl: 50 % of 4,194,304 bytes sent",
            "publish   large.whl: 75 % of 4,194,304 bytes sent",
            "publish   large.whl: 100 % of 4,194,304 bytes sent");
  }

  @Test
  void progressOfFileBelowOneMebibyte_isPrintedAtItsEnd() {
    int size = (1 << 20) - 1;
    for (int attempt = 1; attempt <= 2; attempt++) {
      for (int sent : new int[] {size / 4, size / 2, size - 1, size}) {
        printer.progressed(new Named("small.whl"), sent, size);
      }
      assertThat(lines)
          .hasSize(attempt)
          .containsOnly("publish   small.whl: 100 % of 1,048,575 bytes sent");
    }
  }

  @Test
  void progressOfOneMebibyte_isPrintedAtEachQuarter() {
    printer.progressed(new Named("next.whl"), 1 << 18, 1 << 20);

    assertThat(lines).containsExactly("publish   next.whl: 25 % of 1,048,576 bytes sent");
  }

  /** Of a planned file, its name is enough. */
  private record Named(String filename) implements Artifact {
    @Override
    public ArtifactFile file() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String packageName() {
      return "sample";
    }

    @Override
    public String version() {
      return "1.0";
    }
  }
}

package dev.trustedpublishing.audit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
  @TempDir Path folder;
  private Path log;

  @BeforeEach
  void create() {
    log = folder.resolve("audit.jsonl");
  }

  @Test
  void hashChain_continuesAcrossRuns() throws IOException {
    run();
    run();

    AuditLog checked = AuditLog.check(log);

    assertThat(checked.broken()).isEmpty();
    assertThat(checked.runs()).isEqualTo(2);
    assertThat(checked.unfinishedRuns()).isZero();
    assertThat(checked.lines()).isEqualTo(2L * SampleRun.entries().size());
    assertThat(checked.isChained()).isTrue();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines.get(0)).contains("\"previoushash\":\"" + "0".repeat(64) + "\"");
    byte[] last = lines.get(lines.size() - 1).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(checked.lastHash()).isEqualTo(HashChain.hash(last, 0, last.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void changedLine_breaksChainAtNextLine(int number) throws IOException {
    AuditLog.Break broken =
        afterChange(lines -> lines.set(number - 1, older(lines.get(number - 1))));

    assertThat(broken.line()).isEqualTo(number + 1);
    assertThat(broken.what()).startsWith("The previous line was changed");
    assertThat(broken.found()).startsWith("previoushash ").isNotEqualTo(broken.expected());
  }

  @Test
  void removedLine_isDetected() throws IOException {
    AuditLog.Break broken = afterChange(lines -> lines.remove(4));

    assertThat(broken.line()).isEqualTo(5);
    assertThat(broken.what()).contains("removed or inserted");
  }

  @Test
  void removedFirstLine_isDetected() throws IOException {
    assertThat(afterChange(lines -> lines.remove(0)).line()).isEqualTo(1);
  }

  @Test
  void swappedLines_areDetected() throws IOException {
    assertThat(afterChange(lines -> Collections.swap(lines, 2, 3)).line()).isEqualTo(3);
  }

  @Test
  void truncatedRun_isReportedUnfinished() throws IOException {
    run();
    run();
    change(lines -> lines.remove(lines.size() - 1));

    AuditLog checked = AuditLog.check(log);

    assertThat(checked.broken()).as("nobody can tell it from a job that was killed").isEmpty();
    assertThat(checked.unfinishedRuns()).isEqualTo(1);
  }

  @Test
  void lineWithoutHash_isDetected() throws IOException {
    AuditLog.Break broken =
        afterChange(lines ->
            lines.set(5, lines.get(5).replaceFirst("\"previoushash\":\"[0-9a-f]{64}\",", "")));

    assertThat(broken.line()).isEqualTo(6);
    assertThat(broken.what()).startsWith("The line has no hash of the previous line");
    assertThat(broken.expected()).matches("previoushash [0-9a-f]{64}");
  }

  @Test
  void invalidJson_isDetected() throws IOException {
    AuditLog.Break broken = afterChange(lines -> lines.set(0, "hello"));

    assertThat(broken)
        .isEqualTo(
            new AuditLog.Break(
                1,
                "The line is not an event.",
                "not a JSON object at line 1, column 1",
                "a JSON object"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"data\":\"\\ud800\"}                | a string contains a lone surrogate",
        "{\"data\":{\"a\":[\"\\udc00\\ud800\"]}}  | a string contains a lone surrogate",
        "{\"data\":{\"\\ud800\":1}}            | not a JSON object",
        "{\"data\":DEEP}                      | nested more than 16 levels deep",
        "{\"data\":1,\"data\":2}              | a name occurs twice in one object",
        "{\"data\":{\"a\":1,\"a\":2}}         | a name occurs twice in one object",
        "{\"data\":1} {}                      | not a JSON object",
        "{\"data\":                           | not a JSON object"
      })
  void lineThatReadersMayUnderstandDifferently_isFound(String line, String found)
      throws IOException {
    String deep = "[".repeat(16) + "]".repeat(16);

    AuditLog.Break broken = afterChange(lines -> lines.set(0, line.replace("DEEP", deep)));

    assertThat(broken.line()).isEqualTo(1);
    assertThat(broken.what()).isEqualTo("The line is not an event.");
    assertThat(broken.found()).startsWith(found);
  }

  @Test
  void lineOfSixteenLevelsAndSurrogatePair_isWhole() throws IOException {
    String deep = "[".repeat(15) + "]".repeat(15);
    JsonLinesSink.open(log).close();
    Files.writeString(
        log,
        "{\"type\":\"t\",\"source\":\"s\",\"sequence\":\"1\",\"data\":"
            + deep
            + ",\"a\":\"\\ud83d\\ude00\"}\n");

    assertThat(AuditLog.check(log).broken()).isEmpty();
  }

  @Test
  void unchainedLog_detectsMissingButNotChangedEvents() throws IOException {
    SampleRun.into(JsonLinesSink.open(log));
    change(lines -> lines.set(1, lines.get(1).replace("\"size\":", "\"size\":1")));
    assertThat(log).content().contains("\"size\":116");
    assertThat(AuditLog.check(log).broken()).isEmpty();
    assertThat(AuditLog.check(log).isChained()).isFalse();

    change(lines -> lines.remove(3));

    AuditLog.Break broken = AuditLog.check(log).broken().orElseThrow();
    assertThat(broken.line()).isEqualTo(4);
    assertThat(broken.what()).startsWith("Events are missing");
    assertThat(broken.found()).startsWith("event 5 of urn:trusted-publishing:run:");
    assertThat(broken.expected()).isEqualTo("event 4");
  }

  @Test
  void duplicateEvent_isDetected() throws IOException {
    SampleRun.into(JsonLinesSink.open(log));
    change(lines -> lines.add(3, lines.get(2)));

    assertThat(AuditLog.check(log).broken().orElseThrow().what())
        .isEqualTo("An event is duplicated or out of order.");
  }

  @Test
  void incompleteLastLine_isDetectedAndNextRunStartsNewLine() throws IOException {
    run();
    Files.writeString(log, "{\"specversion\"", StandardOpenOption.APPEND);

    assertThat(AuditLog.check(log).broken().orElseThrow().what())
        .isEqualTo("The log ends in the middle of a line.");
    int before = Files.readAllLines(log).size();
    run();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines.get(before - 1)).isEqualTo("{\"specversion\"");
    assertThat(lines.get(before)).startsWith("{\"specversion\":\"1.0\"").endsWith("}");
    assertThat(AuditLog.check(log).broken().orElseThrow().line()).isEqualTo(before);
  }

  @Test
  void emptyLog_isIntact() throws IOException {
    Files.createFile(log);

    assertThat(AuditLog.check(log).broken()).isEmpty();
    assertThat(AuditLog.check(log).lastHash()).isEqualTo("0".repeat(64));
  }

  @Test
  void missingLog_throws() {
    TrustedPublishingException e =
        catchThrowableOfType(TrustedPublishingException.class, () -> AuditLog.check(log));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_UNREADABLE);
    assertThat(e).hasMessageContaining("audit.jsonl can't be read.");
  }

  /** Changes the time only: the random id of the run and the hash may contain its digits. */
  private static String older(String line) {
    return line.replace("\"time\":\"2026", "\"time\":\"2025");
  }

  private AuditLog.Break afterChange(Consumer<List<String>> change) throws IOException {
    run();
    change(change);
    return AuditLog.check(log).broken().orElseThrow();
  }

  private void change(Consumer<List<String>> change) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    change.accept(lines);
    Files.writeString(log, String.join("\n", lines) + "\n");
  }

  private void run() throws IOException {
    SampleRun.into(JsonLinesSink.openChained(log));
  }
}

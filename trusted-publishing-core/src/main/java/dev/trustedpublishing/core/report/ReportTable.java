package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What became of each file, for people: one line for each, in columns. */
record ReportTable(List<ReportTable.Row> files) {
  private static final List<String> HEAD =
      List.of("file", "state", "bytes", "attempts", "time", "rate");

  /** From here on columns hold numbers and are aligned at the right. */
  private static final int FIRST_NUMBER = 2;

  /** One file. */
  record Row(
      String filename,
      String state,
      Optional<String> code,
      long bytes,
      int attempts,
      Duration duration,
      OptionalLong bytesPerSecond) {

    static Row of(ArtifactResult result) {
      return new Row(
          result.artifact().filename(),
          result.state().toString(),
          result.failure().map(failure -> failure.code().value()),
          result.bytes(),
          result.attempts(),
          result.duration(),
          result.bytesPerSecond());
    }

    private List<String> cells() {
      return List.of(
          SafeText.shown(filename),
          state + code.map(value -> " (" + value + ")").orElse(""),
          String.format(Locale.ROOT, "%,d", bytes),
          String.valueOf(attempts),
          time(duration),
          bytesPerSecond.isPresent() ? rate(bytesPerSecond.getAsLong()) : "-");
    }
  }

  static ReportTable of(PublishReport report) {
    return new ReportTable(report.artifacts().stream().map(Row::of).toList());
  }

  /** With blanks between the columns, for terminals and logs. */
  String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    files.forEach(file -> rows.add(file.cells()));
    List<Integer> widths = IntStream.range(0, HEAD.size()).mapToObj(i -> width(rows, i)).toList();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  /** In GitHub's Markdown. */
  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add(markdownLine(HEAD));
    lines.add("| --- | --- | ---: | ---: | ---: | ---: |");
    files.forEach(
        file -> lines.add(markdownLine(file.cells().stream().map(Markdown::escaped).toList())));
    return String.join("\n", lines);
  }

  private static String markdownLine(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String time(Duration duration) {
    return duration.compareTo(Duration.ofSeconds(10)) < 0
        ? duration.toMillis() + " ms"
        : duration.toSeconds() + " s";
  }

  private static String rate(long bytesPerSecond) {
    return bytesPerSecond < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB/s", bytesPerSecond / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB/s", bytesPerSecond / 1048576.0);
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String line(List<String> row, List<Integer> widths) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> padded(row.get(i), widths.get(i), i < FIRST_NUMBER))
        .collect(Collectors.joining("  "));
  }

  private static String padded(String cell, int width, boolean text) {
    String space = " ".repeat(width - cell.length());
    return text ? cell + space : space + cell;
  }
}

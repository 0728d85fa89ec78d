package dev.trustedpublishing.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report for people: one line for each file, in columns, then the pages to look at. */
final class ReportTable {
  private static final List<String> HEAD =
      List.of("file", "state", "bytes", "attempts", "time", "rate");

  /** From here on columns hold numbers and are aligned at the right. */
  private static final int FIRST_NUMBER = 2;

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> pages;

  ReportTable(PublishReport report) {
    rows.add(HEAD);
    report.artifacts().forEach(result -> rows.add(row(result)));
    pages =
        report.artifacts().stream()
            .flatMap(result -> result.page().stream())
            .distinct()
            .map(page -> "page: " + page)
            .toList();
  }

  @Override
  public String toString() {
    List<Integer> widths = IntStream.range(0, HEAD.size()).mapToObj(this::width).toList();
    List<String> lines = new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
    lines.addAll(pages);
    return String.join("\n", lines);
  }

  private static List<String> row(ArtifactResult result) {
    return List.of(
        result.shownFilename(),
        result.state() + result.failure().map(e -> " (" + e.code() + ")").orElse(""),
        String.format(Locale.ROOT, "%,d", result.bytes()),
        String.valueOf(result.attempts()),
        time(result.duration()),
        result.bytesPerSecond().isPresent() ? rate(result.bytesPerSecond().getAsLong()) : "-");
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

  private int width(int column) {
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

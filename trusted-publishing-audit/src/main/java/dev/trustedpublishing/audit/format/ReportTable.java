package dev.trustedpublishing.audit.format;

import dev.trustedpublishing.api.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The results for people: one line per file, in columns. Immutable.
 *
 * @param files the rows
 */
public record ReportTable(List<Row> files) {
  /** The same text as with ROOT, which loads and asks Java's locale data for each number. */
  private static final Locale NUMBERS = Locale.US;

  private static final List<String> HEAD =
      List.of("file", "state", "bytes", "attempts", "time", "rate");

  /** From this column on, values are numbers and right-aligned. */
  private static final int FIRST_NUMBER = 2;

  /**
   * One file.
   *
   * @param filename the file's name
   * @param state the result: {@code published}, {@code already-there}, {@code rejected}, {@code
   *     unknown} or {@code not-attempted}
   * @param code the error code, if it failed
   * @param bytes its size
   * @param attempts how often it was sent
   * @param duration the duration, including all attempts and waits
   */
  public record Row(
      String filename,
      String state,
      Optional<String> code,
      long bytes,
      int attempts,
      Duration duration) {

    /**
     * Returns how fast the file was published, with all attempts and waits.
     *
     * @return bytes per second; empty if the registry did not accept it in this run
     */
    public OptionalLong bytesPerSecond() {
      return state.equals("published") && !duration.isZero()
          ? OptionalLong.of(Math.round(bytes * 1e9 / duration.toNanos()))
          : OptionalLong.empty();
    }

    private List<String> cells() {
      OptionalLong rate = bytesPerSecond();
      return List.of(
          SafeText.shown(filename),
          state + code.map(value -> " (" + value + ")").orElse(""),
          grouped(bytes),
          String.valueOf(attempts),
          time(duration),
          rate.isPresent() ? rate(rate.getAsLong()) : "-");
    }
  }

  /** Copies the rows. */
  public ReportTable {
    files = List.copyOf(files);
  }

  /**
   * Returns the table with blanks between the columns, for terminals and logs.
   *
   * @return the lines, without a line break at the end
   */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    files.forEach(file -> rows.add(file.cells()));
    List<Integer> widths = IntStream.range(0, HEAD.size()).mapToObj(i -> width(rows, i)).toList();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  /**
   * Returns the table in GitHub's Markdown.
   *
   * @return the lines, without a line break at the end
   */
  public String markdown() {
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

  /** Returns a number with a comma between groups of three digits. */
  static String grouped(long number) {
    return String.format(NUMBERS, "%,d", number);
  }

  private static String rate(long bytesPerSecond) {
    return bytesPerSecond < 1 << 20
        ? String.format(NUMBERS, "%.1f KiB/s", bytesPerSecond / 1024.0)
        : String.format(NUMBERS, "%.1f MiB/s", bytesPerSecond / 1048576.0);
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

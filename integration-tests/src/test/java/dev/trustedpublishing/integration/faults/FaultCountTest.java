package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Counts the cells of docs/fault-matrix.md as its section 8 does, and looks who plays them. */
class FaultCountTest {
  private static final Path MATRIX =
      Path.of(System.getProperty("project.root"), "docs", "fault-matrix.md");
  private static final Pattern SECTION_4 =
      Pattern.compile("(?s)\n## 4\\. Transport faults.*?(?=\n## 5\\. )");
  private static final Pattern SECTION_8 = Pattern.compile("(?s)\n## 8\\. .*");

  /** The id, the fault (in which a bar is a bar), and the calls. */
  private static final Pattern TRANSPORT_ROW =
      Pattern.compile("(?m)^\\| (T\\d\\d) \\| .*? \\| (all|[OAXPUR](?: [OAXPUR])*) \\| ");

  private static final Pattern OTHER_ROW = Pattern.compile("(?m)^\\| ([OXURC]\\d\\d) \\| ");
  private static final Pattern BAD_INPUT = Pattern.compile("(?m)^\\| ([ELJBFWSN]\\d\\d) \\| ");

  @Test
  void every_transport_cell_is_played_by_a_test_of_its_name() throws IOException {
    Set<String> missing = cells();
    missing.removeAll(played());

    assertThat(missing).as("cells without a test of their name").isEmpty();
  }

  @Test
  void no_test_plays_a_cell_that_the_matrix_does_not_have() throws IOException {
    Set<String> unknown = played();
    unknown.removeAll(cells());

    assertThat(unknown).as("tests without a cell").isEmpty();
  }

  @Test
  void there_are_213_fault_cells_and_57_bad_inputs() throws IOException {
    String matrix = Files.readString(MATRIX);
    Set<String> others = found(OTHER_ROW, matrix);

    assertThat(cells()).hasSize(142);
    assertThat(others).hasSize(12 + 15 + 23 + 9 + 12);
    assertThat(cells().size() + others.size()).isEqualTo(213);
    assertThat(found(BAD_INPUT, matrix)).hasSize(57);
    assertThat(part(SECTION_8, matrix))
        .contains("= 142, + O 12 + X 15 + U 23 + R 9 + C 12 = **213 fault cells**")
        .contains("**57 bad-input rows**");
  }

  /** What npm's pipeline asks for, and what is different over TLS. */
  @Test
  void where_it_differs_a_cell_is_played_for_npm_and_over_tls() {
    for (String row :
        List.of("T07", "T13", "T14", "T16", "T20", "T21", "T22", "T23", "T24", "T26", "T30")) {
      assertThat(callsOf(row, Cell.Setting.NPM_PLAIN)).as("%s at npm", row).isNotEmpty();
    }
    for (String row : List.of("T10", "T12", "T13", "T14", "T15", "T18", "T20", "T21")) {
      assertThat(callsOf(row, Cell.Setting.PYPI_TLS)).as("%s at PyPI over TLS", row).isNotEmpty();
      assertThat(callsOf(row, Cell.Setting.NPM_TLS)).as("%s at npm over TLS", row).isNotEmpty();
    }
  }

  private static Set<Call> callsOf(String row, Cell.Setting setting) {
    return FaultCells.all().stream()
        .filter(cell -> cell.row().equals(row))
        .flatMap(cell -> cell.calls().stream().filter(call -> cell.isPlayed(call, setting)))
        .collect(Collectors.toSet());
  }

  private static Set<String> played() {
    return FaultCells.all().stream()
        .flatMap(cell ->
            cell.calls().stream()
                .filter(call ->
                    Stream.of(Cell.Setting.values())
                        .anyMatch(setting -> cell.isPlayed(call, setting)))
                .map(cell::on))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each row on each call that it is marked for, such as {@code T04 on X}. */
  private static Set<String> cells() throws IOException {
    Set<String> cells = new TreeSet<>();
    Matcher row = TRANSPORT_ROW.matcher(part(SECTION_4, Files.readString(MATRIX)));
    while (row.find()) {
      String calls = row.group(2).equals("all") ? "O A X P U R" : row.group(2);
      Stream.of(calls.split(" ", -1)).forEach(call -> cells.add(row.group(1) + " on " + call));
    }
    return cells;
  }

  private static String part(Pattern section, String matrix) {
    Matcher part = section.matcher(matrix);
    assertThat(part.find()).as("section " + section).isTrue();
    return part.group();
  }

  private static Set<String> found(Pattern row, String matrix) {
    return row.matcher(matrix)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@link FaultCellsTest} plays each transport fault of docs/fault-matrix.md at each call that its
 * row names.
 */
class CellsOfTheMatrixTest {
  private static final Path MATRIX =
      Path.of(System.getProperty("project.root"), "docs", "fault-matrix.md");

  /** The id, the fault (which may contain a bar), and the calls. */
  private static final Pattern TRANSPORT_ROW =
      Pattern.compile("(?m)^\\| (T\\d\\d) \\| .*? \\| (all|[OAXPUR](?: [OAXPUR])*) \\| ");

  @Test
  void eachTransportRow_hasCellForEachRequest() throws IOException {
    assertThat(played()).isNotEmpty().isEqualTo(ofMatrix());
  }

  private static Set<String> played() {
    return FaultCellsTest.cells()
        .flatMap(cell ->
            cell.calls().stream()
                .filter(call ->
                    EnumSet.allOf(FaultCell.Setting.class).stream()
                        .anyMatch(setting -> cell.isPlayed(call, setting)))
                .map(cell::on))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each row at each call that it names, such as {@code T04 on X}. */
  private static Set<String> ofMatrix() throws IOException {
    Set<String> cells = new TreeSet<>();
    Matcher row = TRANSPORT_ROW.matcher(Files.readString(MATRIX));
    while (row.find()) {
      String calls = row.group(2).equals("all") ? "O A X P U R" : row.group(2);
      Stream.of(calls.split(" ", -1)).forEach(call -> cells.add(row.group(1) + " on " + call));
    }
    return cells;
  }
}

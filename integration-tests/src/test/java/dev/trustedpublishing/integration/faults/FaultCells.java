package dev.trustedpublishing.integration.faults;

import java.util.List;
import java.util.stream.Stream;

/** All faults of section 4 of docs/fault-matrix.md that are played through the whole pipeline. */
final class FaultCells {
  private FaultCells() {}

  static List<Cell> all() {
    return Stream.of(
            AnswerFaults.cells(),
            SlowFaults.cells(),
            ConnectionFaults.cells(),
            TlsFaults.cells(),
            ProxyFaults.cells())
        .flatMap(List::stream)
        .toList();
  }
}

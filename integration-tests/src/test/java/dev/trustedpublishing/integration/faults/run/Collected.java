package dev.trustedpublishing.integration.faults.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What several threads say, in the order in which they said it. */
final class Collected {
  private final List<String> pieces = new CopyOnWriteArrayList<>();

  public void add(String piece) {
    pieces.add(piece);
  }

  public String text() {
    return String.join("", pieces);
  }
}

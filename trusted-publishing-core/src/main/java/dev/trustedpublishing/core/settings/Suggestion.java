package dev.trustedpublishing.core.settings;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant. Thread-safe. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /**
   * Finds the known name that differs least from the given one: by at most two characters, and by
   * at most a third of the name.
   *
   * @param written what was written
   * @param known the names that exist
   * @return the name that is nearest, if there is one
   */
  public static Optional<String> of(String written, Collection<String> known) {
    Optional<String> nearest = Optional.empty();
    int smallest = MAX_DISTANCE + 1;
    for (String name : known) {
      int distance = distance(written, name);
      if (distance < smallest && distance <= name.length() / 3) {
        nearest = Optional.of(name);
        smallest = distance;
      }
    }
    return nearest;
  }

  /** Levenshtein's: how many characters are changed, added or omitted. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

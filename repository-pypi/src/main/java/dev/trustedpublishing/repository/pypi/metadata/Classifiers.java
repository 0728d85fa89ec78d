package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.support.file.PlanRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classifiers that PyPI supported on a certain day ({@code classifiers.txt}, written by {@code
 * .ci/classifiers}). PyPI's own list grows, so a classifier that is missing in this list is not an
 * error.
 *
 * @param date the day, such as {@code 2026-09-21}
 * @param known those that are in use
 * @param deprecated those that PyPI no longer accepts, each with its replacement; empty if there is
 *     none
 */
public record Classifiers(String date, Set<String> known, Map<String, String> deprecated) {
  /** PyPI has no classifier with this prefix: it prevents the upload of a private package. */
  public static final String PRIVATE = "Private ::";

  /** Returns the list in this jar, read once when it is first used. */
  static Classifiers list() {
    return Holder.LIST;
  }

  private static Classifiers read() {
    Set<String> known = new HashSet<>();
    Map<String, String> deprecated = new HashMap<>();
    List<String> lines = PlanRules.lines(Classifiers.class.getResourceAsStream("classifiers.txt"));
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("- ")) {
        String[] parts = line.substring("- ".length()).split(" => ", 2);
        deprecated.put(parts[0], parts.length == 2 ? parts[1] : "");
      } else {
        known.add(line);
      }
    }
    return new Classifiers(lines.get(0), Set.copyOf(known), Map.copyOf(deprecated));
  }

  private static final class Holder {
    private static final Classifiers LIST = read();
  }
}

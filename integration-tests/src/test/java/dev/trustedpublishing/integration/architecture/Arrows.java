package dev.trustedpublishing.integration.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who uses whom: each module or package with all that it uses, as the code has it or as the page
 * allows it.
 */
record Arrows(SortedMap<String, SortedSet<String>> uses) {
  private static final String NOTHING = "-";

  static Arrows of(Map<String, ? extends Collection<String>> uses) {
    SortedMap<String, SortedSet<String>> sorted = new TreeMap<>();
    uses.forEach((from, to) -> sorted.put(from, new TreeSet<>(to)));
    return new Arrows(sorted);
  }

  /** Returns what the page must change to say what the code does; empty if they agree. */
  List<String> changesTo(Arrows code) {
    List<String> changes = new ArrayList<>();
    SortedSet<String> all = new TreeSet<>(uses.keySet());
    all.addAll(code.uses.keySet());
    for (String from : all) {
      if (!uses.containsKey(from)) {
        changes.add("add this row: " + code.row(from));
      } else if (!code.uses.containsKey(from)) {
        changes.add("delete this row: " + row(from));
      } else if (!uses.get(from).equals(code.uses.get(from))) {
        changes.add("replace: " + row(from) + "\n     by: " + code.row(from));
      }
    }
    return changes;
  }

  /** Returns a cycle, its first name repeated at its end; empty if there is none. */
  List<String> cycle() {
    for (String start : uses.keySet()) {
      List<String> path = pathBack(start);
      if (!path.isEmpty()) {
        return path;
      }
    }
    return List.of();
  }

  private List<String> pathBack(String start) {
    Map<String, String> cameFrom = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      String from = open.remove();
      for (String to : uses.getOrDefault(from, new TreeSet<>())) {
        if (cameFrom.putIfAbsent(to, from) == null) {
          open.add(to);
        }
        if (to.equals(start)) {
          return path(start, cameFrom);
        }
      }
    }
    return List.of();
  }

  private static List<String> path(String start, Map<String, String> cameFrom) {
    List<String> path = new ArrayList<>(List.of(start));
    do {
      path.add(0, cameFrom.get(path.get(0)));
    } while (!path.get(0).equals(start));
    return path;
  }

  /** Returns the rows of the table, without its head. */
  List<String> rows() {
    return uses.keySet().stream().map(this::row).toList();
  }

  private String row(String from) {
    SortedSet<String> to = uses.get(from);
    return "| `"
        + from
        + "` | "
        + (to.isEmpty() ? NOTHING : "`" + String.join("`, `", to) + "`")
        + " |";
  }
}

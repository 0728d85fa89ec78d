package dev.trustedpublishing.testkit.registry.pypi.rule;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code entry_points.txt} of a wheel (Warehouse, utils/wheel.py, on Python's
 * configparser).
 *
 * <p>Stateless, thread-safe.
 */
public final class EntryPoints {

  private static final Pattern SECTION = Pattern.compile("\\[(.+)\\].*");
  private static final Pattern NAME = Pattern.compile("[\\w.-]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final List<String> SCRIPTS = List.of("console_scripts", "gui_scripts");

  /** Every other section inherits its entries. */
  private static final String DEFAULTS = "DEFAULT";

  private final Map<String, Set<String>> sections = new HashMap<>();
  private String section = "";
  private boolean inEntry;
  private int indentation;

  private EntryPoints() {}

  /**
   * Returns whether PyPI accepts the file.
   *
   * @param text its content
   * @return whether it is well-formed and the names of its scripts are allowed
   */
  public static boolean areValid(String text) {
    EntryPoints file = new EntryPoints();
    return text.lines().allMatch(file::read) && file.areScriptsNamedWell();
  }

  private boolean areScriptsNamedWell() {
    return SCRIPTS.stream()
        .filter(sections::containsKey)
        .flatMap(name -> List.of(name, DEFAULTS).stream())
        .flatMap(name -> sections.getOrDefault(name, Set.of()).stream())
        .allMatch(name -> NAME.matcher(name).matches());
  }

  private boolean read(String line) {
    String content = line.strip();
    if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
      return true;
    }
    int indented = line.indexOf(content);
    if (inEntry && indented > indentation) {
      return true;
    }
    indentation = indented;
    Matcher header = SECTION.matcher(content);
    return header.matches() ? begin(header.group(1)) : enter(content);
  }

  private boolean begin(String name) {
    inEntry = false;
    boolean known = sections.containsKey(name);
    section = name;
    sections.putIfAbsent(name, new HashSet<>());
    return !known || name.equals(DEFAULTS);
  }

  private boolean enter(String content) {
    int equals = content.indexOf('=');
    String name = equals < 0 ? "" : content.substring(0, equals).strip();
    inEntry = true;
    Set<String> entries = sections.get(section);
    return entries != null && !name.isEmpty() && entries.add(name);
  }
}

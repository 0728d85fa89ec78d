package dev.trustedpublishing.integration.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of docs/architecture.md. A table of modules is under its heading; a table of packages
 * is under a heading that is the name of their module.
 */
final class ArchitecturePage {
  static final String MODULES = "Modules";
  static final String PACKAGES = "Packages";

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`|]+)` \\| (.*) \\|$");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final Pattern HEADING_OF_A_MODULE = Pattern.compile("(?m)^### `([^`]+)`$");

  private final String text;

  ArchitecturePage(String text) {
    this.text = text;
  }

  static ArchitecturePage read(Path file) {
    try {
      return new ArchitecturePage(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the table of modules, in the order of the page. */
  Map<String, List<String>> modules() {
    return rows(section("## " + MODULES));
  }

  /** Returns the names of the modules that have a table of packages, in the order of the page. */
  List<String> modulesWithPackages() {
    return HEADING_OF_A_MODULE.matcher(text).results().map(found -> found.group(1)).toList();
  }

  Arrows packagesOf(String module) {
    return Arrows.of(rows(section("### `" + module + "`")));
  }

  /** Returns the page with tables of these packages instead of its own. */
  String withPackages(Map<String, Arrows> packages) {
    StringBuilder tables = new StringBuilder();
    packages.forEach((module, arrows) ->
        tables
            .append("\n### `" + module + "`\n\n| package | may use |\n| --- | --- |\n")
            .append(String.join("\n", arrows.rows()))
            .append('\n'));
    Pattern old = Pattern.compile("(?ms)(^## " + PACKAGES + "$.*?)^### .*?(\\n## |\\z)");
    return old.matcher(text)
        .replaceFirst(found ->
            Matcher.quoteReplacement(found.group(1) + tables.substring(1) + found.group(2)));
  }

  private String section(String heading) {
    Matcher start = Pattern.compile("(?m)^" + Pattern.quote(heading) + "$").matcher(text);
    if (!start.find()) {
      return "";
    }
    String rest = text.substring(start.end());
    return rest.split("(?m)^##", 2)[0];
  }

  private static Map<String, List<String>> rows(String section) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (MatchResult row : ROW.matcher(section).results().toList()) {
      List<String> names = new ArrayList<>();
      NAME.matcher(row.group(2)).results().forEach(name -> names.add(name.group(1)));
      rows.put(row.group(1), names);
    }
    return rows;
  }
}

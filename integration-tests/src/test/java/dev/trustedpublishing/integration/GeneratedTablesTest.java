package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import dev.trustedpublishing.setup.registration.TrustTable;
import dev.trustedpublishing.support.file.PlanRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of the pages that are data in the code. {@code -Dtables.update} writes them into the
 * pages.
 */
class GeneratedTablesTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void pypiPage_showsEveryRuleOfThePlan() throws IOException {
    requireTable(
        "pypi.md",
        "rules",
        "rule | kind | PyPI | TestPyPI | other indexes | source",
        rules(PyPiRepository.class)
            .map(rule ->
                List.of(
                    rule.text(),
                    kind(rule),
                    shown(rule.atOwner()),
                    shown(rule.atOwner()),
                    shown(rule.elsewhere()),
                    rule.source())));
  }

  @Test
  void npmPage_showsEveryRuleOfThePlan() throws IOException {
    requireTable(
        "npm.md",
        "rules",
        "rule | kind | every registry | source",
        rules(NpmRepository.class)
            .map(rule -> List.of(rule.text(), kind(rule), shown(rule.atOwner()), rule.source())));
  }

  @Test
  void pypiPage_showsWhatOtherServersSay() throws IOException {
    requireTable(
        "pypi.md",
        "servers",
        "server | status | words | meaning | source",
        PlanRules.lines(PyPiRepository.class.getResourceAsStream("upload/servers.tsv")).stream()
            .map(line -> line.split("\t", -1))
            .map(cells ->
                List.of(
                    cells[0],
                    cells[1],
                    '"' + cells[2] + '"',
                    cells[3].toLowerCase(Locale.ROOT).replace('_', ' '),
                    cells[4])));
  }

  @Test
  void ciPage_showsWhichRegistryTrustsWhichCi() throws IOException {
    TrustTable table = TrustTable.read();
    requireTable(
        "ci-and-registries.md",
        "trust",
        "CI system | " + String.join(" | ", table.registries()),
        table.rows().stream()
            .map(row -> Stream.concat(Stream.of(row.title()), row.cells().stream()).toList()));
  }

  private static Stream<PlanRules.Rule> rules(Class<?> repository) {
    return PlanRules.of("", repository.getResourceAsStream("plan/rules.tsv"))
        .byId()
        .values()
        .stream();
  }

  private static String kind(PlanRules.Rule rule) {
    return rule.kind() == PlanRules.Kind.OWN ? "this library" : shown(rule.kind());
  }

  private static String shown(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void requireTable(String page, String name, String head, Stream<List<String>> rows)
      throws IOException {
    Path file = DOCS.resolve(page);
    String text = Files.readString(file);
    String start = "<!-- generated: " + name + ", -Dtables.update -->\n";
    assertThat(text).contains(start);
    int begin = text.indexOf(start) + start.length();
    int end = text.indexOf("\n<!-- end -->\n", begin);
    assertThat(end).as("%s has an end of the table %s", page, name).isNotNegative();
    String table =
        Stream.concat(
                    Stream.of("| " + head + " |", "|" + head.replaceAll("[^|]+", " --- ") + "|"),
                    rows.map(GeneratedTablesTest::row))
                .reduce("", (before, row) -> before + "\n" + row)
            + "\n";
    if (System.getProperty("tables.update") != null) {
      Files.writeString(file, text.substring(0, begin) + table + text.substring(end));
    } else {
      assertThat(text.substring(begin, end)).as("%s, -Dtables.update", page).isEqualTo(table);
    }
  }

  private static String row(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList())
        + " |";
  }
}

package dev.trustedpublishing.setup.registration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which registry trusts the identity tokens of which CI system, as the registries document it. The
 * page {@code docs/ci-and-registries.md} shows it. Immutable.
 *
 * @param registries the ids of the registries, in the order of the cells
 * @param rows a row for each CI system
 */
public record TrustTable(List<String> registries, List<Row> rows) {
  private static final String FILE = "trust.tsv";
  private static final int NAMES = 2;

  /**
   * A CI system.
   *
   * @param id the id of its identity provider, or of a kind of it
   * @param title its display name
   * @param cells for each registry: {@code no}, {@code yes}, or what is trusted
   */
  public record Row(String id, String title, List<String> cells) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /** Copies the lists. */
  public TrustTable {
    registries = List.copyOf(registries);
    rows = List.copyOf(rows);
  }

  /**
   * Reads the table.
   *
   * @return the table of this version
   */
  public static TrustTable read() {
    try (InputStream file =
        Objects.requireNonNull(TrustTable.class.getResourceAsStream(FILE), FILE)) {
      List<List<String>> lines =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> Arrays.asList(line.split("\t", -1)))
              .toList();
      return new TrustTable(
          lines.get(0).subList(NAMES, lines.get(0).size()),
          lines.stream()
              .skip(1)
              .map(line -> new Row(line.get(0), line.get(1), line.subList(NAMES, line.size())))
              .toList());
    } catch (IOException e) {
      throw new IllegalStateException("The jar is damaged: " + FILE + " can't be read.", e);
    }
  }

  /**
   * Returns whether a registry trusts a CI system.
   *
   * @param ci the id of the CI system
   * @param registry the id of the registry
   * @return false only if it is known that the registry does not; empty if one is not in the table
   */
  public Optional<Boolean> trusts(String ci, String registry) {
    return registries.contains(registry)
        ? row(ci).map(row -> !cell(row, registry).equals("no"))
        : Optional.empty();
  }

  /**
   * Returns what a registry trusts of a CI system.
   *
   * @param row the CI system
   * @param registry the id of the registry, which must be in the table
   * @return {@code no}, {@code yes}, or what is trusted
   */
  public String cell(Row row, String registry) {
    return row.cells().get(registries.indexOf(registry));
  }

  /**
   * Returns the row of a CI system.
   *
   * @param ci its id
   * @return the row; empty if it is not in the table
   */
  public Optional<Row> row(String ci) {
    return rows.stream().filter(row -> row.id().equals(ci)).findFirst();
  }

  /**
   * Returns the registries that trust a CI system.
   *
   * @param ci its id
   * @return their ids
   */
  public List<String> trusting(String ci) {
    return registries.stream().filter(registry -> trusts(ci, registry).orElse(false)).toList();
  }
}

package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A table of a page that is made from the code; -Dtables.update writes it. */
final class GeneratedTable {
  private static final String START = "<!-- generated: -Dtables.update -->\n";
  private static final String END = "<!-- end -->\n";

  private GeneratedTable() {}

  static void hold(Path page, String table) throws IOException {
    String text = Files.readString(page);
    int start = text.indexOf(START) + START.length();
    int end = text.indexOf(END, start);
    assertThat(end).as(page + " has no place for the table").isGreaterThan(start);
    if (System.getProperty("tables.update") != null) {
      Files.writeString(page, text.substring(0, start) + "\n" + table + "\n" + text.substring(end));
    } else {
      assertThat(text.substring(start, end).strip())
          .as("%s: run this test with -Dtables.update", page)
          .isEqualTo(table.strip());
    }
  }
}

package dev.trustedpublishing.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table of a page that is generated from the code, between two comments.
 *
 * <p>Stateless, thread-safe.
 */
public final class GeneratedTable {
  private static final String START = "<!-- generated: -Dtables.update -->\n";
  private static final String END = "<!-- end -->\n";

  private GeneratedTable() {}

  /**
   * Compares the table with the page, or writes it with {@code -Dtables.update}.
   *
   * @param page the page, with the two comments
   * @param table the table
   * @throws IOException if the page can't be read or written
   * @throws AssertionError if they differ
   */
  public static void require(Path page, String table) throws IOException {
    String text = Files.readString(page);
    int start = text.indexOf(START) + START.length();
    int end = text.indexOf(END, start);
    if (start < START.length() || end < start) {
      throw new AssertionError(page + " has no place for the table");
    }
    if (System.getProperty("tables.update") != null) {
      Files.writeString(
          page, text.substring(0, start) + "\n" + table + "\n\n" + text.substring(end));
    } else if (!text.substring(start, end).strip().equals(table)) {
      throw new AssertionError(
          page + " is not up to date: run this test with -Dtables.update\n" + table);
    }
  }
}

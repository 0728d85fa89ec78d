package dev.trustedpublishing.audit.format;

import dev.trustedpublishing.api.Problem;

/** The parts of a report in GitHub's Markdown. Stateless, thread-safe. */
public final class Markdown {
  private Markdown() {}

  /**
   * Creates the heading of a report.
   *
   * @param text plain text
   * @return one line
   */
  public static String heading(String text) {
    return "### " + escaped(text);
  }

  /**
   * Creates a quotation of a warning.
   *
   * @param problem the warning
   * @return lines, without a line break at the end
   */
  public static String warning(Problem problem) {
    return "> **Warning** (`"
        + problem.code()
        + "`): "
        + escaped(problem.what())
        + "  \n> "
        + escaped(problem.remedy()).replace("\n", "  \n> ");
  }

  /**
   * Escapes text so that nothing in it is interpreted as Markdown or HTML.
   *
   * @param text plain text
   * @return Markdown that shows it
   */
  public static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#~])", "\\\\$1").replace("&", "&amp;");
  }
}

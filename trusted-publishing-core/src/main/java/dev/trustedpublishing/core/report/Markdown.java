package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A report in Markdown: what happened, the table of the files, the pages to look at, the warnings.
 */
final class Markdown {
  private Markdown() {}

  static String of(PublishReport report) {
    List<String> blocks = new ArrayList<>();
    blocks.add(
        "### "
            + escaped(
                report.target().name()
                    + ": "
                    + (report.isComplete()
                        ? "published"
                        : report.isPartial() ? "partly published" : "not published")));
    blocks.add(ReportTable.of(report).markdown());
    String pages =
        String.join("\n", report.pages().stream().map(page -> "- <" + page + ">").toList());
    if (!pages.isEmpty()) {
      blocks.add(pages);
    }
    report.warnings().forEach(warning -> blocks.add(warning(warning)));
    return String.join("\n\n", blocks);
  }

  /** A warning as a quotation. */
  static String warning(Problem problem) {
    return "> **Warning** (`"
        + problem.code()
        + "`): "
        + escaped(problem.what())
        + "  \n> "
        + escaped(problem.remedy()).replace("\n", "  \n> ");
  }

  /** Text in which nothing is taken for Markdown or HTML. */
  static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#~])", "\\\\$1").replace("&", "&amp;");
  }
}

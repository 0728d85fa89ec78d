package dev.trustedpublishing.cli;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.repository.Artifact;
import dev.trustedpublishing.api.repository.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prints a line for each quarter of a file that was sent: enough to see that a large file moves,
 * and fit for the log of a CI job. Thread-safe.
 */
final class ProgressLines implements ProgressListener {
  private final PrintWriter out;
  private final String margin;
  private final Map<String, Integer> quarters = new ConcurrentHashMap<>();

  ProgressLines(PrintWriter out, String margin) {
    this.out = out;
    this.margin = margin;
  }

  @Override
  public void progressed(Artifact artifact, long sent, long total) {
    int quarter = total == 0 ? 4 : (int) (4.0 * sent / total);
    // Goes down again when another attempt starts anew.
    Integer before = quarters.put(artifact.filename(), quarter);
    if (quarter > (before == null ? 0 : before)) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s%s: %d %% of %,d bytes sent",
              margin,
              SafeText.shown(artifact.filename()),
              25 * quarter,
              total));
    }
  }
}

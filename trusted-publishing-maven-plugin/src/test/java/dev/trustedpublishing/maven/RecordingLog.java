package dev.trustedpublishing.maven;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;

/** A log that keeps what it receives. */
final class RecordingLog extends SystemStreamLog {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void info(CharSequence content) {
    lines.add("[INFO] " + content);
  }

  @Override
  public void warn(CharSequence content) {
    lines.add("[WARNING] " + content);
  }
}

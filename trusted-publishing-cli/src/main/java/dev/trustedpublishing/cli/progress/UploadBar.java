package dev.trustedpublishing.cli.progress;

import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar in the last line of a terminal, over all bytes of the run; other lines are printed above
 * it. Thread-safe.
 */
public final class UploadBar implements ProgressListener, AuditSink {
  /** Fits every common terminal, so that the line never wraps. */
  private static final int WIDTH = 79;

  private static final int MILLIS = 100;
  private static final int KIB = 1024;
  private static final String ERASE_LINE = "\r\u001b[2K";

  private final PrintWriter terminal;
  private final Map<String, Long> sent = new HashMap<>();
  private long planned;
  private long done;
  private int files;
  private int ready;
  private @Nullable ProgressBar bar;

  public UploadBar(PrintWriter terminal) {
    this.terminal = terminal;
  }

  /** Prints above the bar. */
  public PrintWriter linesAbove() {
    return new PrintWriter(terminal, true) {
      @Override
      public void println(String line) {
        printAbove(line);
      }
    };
  }

  @Override
  public synchronized void accept(AuditEntry entry) {
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.ArtifactPlanned file) {
      planned += file.size();
      files++;
    } else if (event instanceof AuditEvent.ArtifactStarted && bar == null) {
      bar = open();
    } else if (event instanceof AuditEvent.ArtifactPublished file) {
      ready++;
      sent(file.filename(), file.size());
    } else if (event instanceof AuditEvent.ArtifactAlreadyThere
        || event instanceof AuditEvent.ArtifactFailed) {
      ready++;
    }
    show();
  }

  @Override
  public synchronized void progressed(Artifact artifact, long bytes, long total) {
    sent(artifact.filename(), bytes);
    show();
  }

  @Override
  public void close() {
    ProgressBar open;
    synchronized (this) {
      open = bar;
      bar = null;
    }
    if (open != null) {
      // Not under the lock: it waits for the thread that draws.
      open.close();
      printAbove(null);
    }
  }

  private ProgressBar open() {
    return new ProgressBarBuilder()
        .setTaskName("upload")
        .setInitialMax(planned)
        .setUnit(" KiB", KIB)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(MILLIS)
        .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
        .build();
  }

  /** Decreases when another attempt starts. */
  private void sent(String filename, long bytes) {
    Long before = sent.put(filename, bytes);
    done += bytes - (before == null ? 0 : before);
  }

  private void show() {
    ProgressBar open = bar;
    if (open != null) {
      open.stepTo(done);
      open.setExtraMessage(ready + "/" + files + " files");
    }
  }

  private void draw(String line) {
    synchronized (terminal) {
      terminal.print("\r" + line);
      terminal.flush();
    }
  }

  private void printAbove(@Nullable String line) {
    synchronized (terminal) {
      terminal.print(ERASE_LINE + (line == null ? "" : line + "\n"));
      terminal.flush();
    }
  }
}

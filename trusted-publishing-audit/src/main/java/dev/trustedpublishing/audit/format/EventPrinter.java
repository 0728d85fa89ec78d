package dev.trustedpublishing.audit.format;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Prints one short line for each event that matters to users. Thread-safe, because events and
 * progress arrive on separate threads.
 */
public final class EventPrinter implements AuditSink, ProgressListener {
  private static final int OVER = 5;
  private static final int STAGE_WIDTH = 9;

  private static final int QUARTERS = 4;

  /** Smaller files are sent in an instant; that they wait for the response is worth a line. */
  private static final int QUARTERS_FROM = 1 << 20;

  private final Consumer<String> lines;
  private final Consumer<String> warnings;
  private final Set<Problem> warned = new HashSet<>();
  private final Map<String, Integer> quarters = new HashMap<>();

  /**
   * Creates a printer.
   *
   * @param lines receives one line at a time
   * @param warnings receives the text of each warning once, in several lines
   */
  public EventPrinter(Consumer<String> lines, Consumer<String> warnings) {
    this.lines = lines;
    this.warnings = warnings;
  }

  @Override
  public synchronized void accept(AuditEntry entry) {
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.RunStarted started) {
      boolean verifies = started.files() == 0;
      line(
          verifies ? "verify" : "publish",
          (verifies ? "the registration at " : count(started.files(), "file") + " to ")
              + shown(started.target())
              + " ("
              + started.origin()
              + ")");
    } else if (event instanceof AuditEvent.ArtifactPlanned planned) {
      line("plan", file(planned.filename(), planned.size(), planned.sha256()));
    } else if (event instanceof AuditEvent.ProviderDetected detected
        && detected.verdict().equals("available")) {
      line("obtain", "this job runs on " + shown(detected.detail()));
    } else if (event instanceof AuditEvent.IdentityObtained obtained) {
      identity(obtained);
    } else if (event instanceof AuditEvent.ArtifactAttested attested) {
      line(
          "attest",
          shown(attested.filename())
              + ": "
              + attested
                  .logIndex()
                  .map(index -> "signed, entry " + shown(index) + " of the transparency log")
                  .orElseGet(() -> "no attestation: " + shown(attested.reason().orElse(""))));
    } else if (event instanceof AuditEvent.TokenExchanged exchanged) {
      line(
          "exchange",
          "API token for "
              + shown(exchanged.scope())
              + ", sent to "
              + exchanged.origin()
              + " only, valid until "
              + time(exchanged.expiresAt()));
    } else if (event instanceof AuditEvent.StoredCredentialUsed used) {
      stored(used.origin());
    } else if (event instanceof AuditEvent.CredentialFallbackUsed used) {
      stored(used.origin());
    } else if (event instanceof AuditEvent.AttemptFailed failed && !isResultOfFile(failed)) {
      line(
          failed.failedStage().toString(),
          "attempt "
              + failed.attempt()
              + " failed: "
              + shown(failed.subject())
              + " ("
              + failed.code()
              + ")"
              + failed.requestId().map(id -> ", request " + shown(id)).orElse("")
              + failed.nextDelay().map(delay -> ", next one in " + millis(delay)).orElse(""));
    } else if (event instanceof AuditEvent.ArtifactPublished published) {
      quarters.put(published.filename(), OVER);
      line(
          "publish",
          file(published.filename(), published.size(), published.sha256())
              + "  published in "
              + millis(published.duration())
              + ", "
              + count(published.attempts(), "attempt"));
    } else if (event instanceof AuditEvent.ArtifactAlreadyThere present) {
      line(
          "publish",
          shown(present.filename()) + " already exists with the same sha256 " + present.sha256());
    } else if (event instanceof AuditEvent.ArtifactFailed failed) {
      quarters.put(failed.filename(), OVER);
      line(
          "publish",
          shown(failed.filename())
              + ": "
              + failed.state()
              + failed.code().map(code -> " (" + code + ")").orElse("")
              + " after "
              + count(failed.attempts(), "attempt"));
    } else if (event instanceof AuditEvent.TokenRevoked revoked) {
      line("revoke", "API token for " + shown(revoked.scope()) + ": " + outcome(revoked));
    } else if (event instanceof AuditEvent.Warned warning) {
      warn(warning.problem());
    } else if (event instanceof AuditEvent.RunFinished finished) {
      line("done", result(finished));
    }
  }

  /** A line for each quarter is enough to see that a large file moves. */
  @Override
  public synchronized void progressed(Artifact artifact, long sent, long total) {
    int quarter = (int) ((double) QUARTERS * sent / total);
    // The quarter decreases when another attempt starts; a finished file prints no more progress.
    int before = quarters.getOrDefault(artifact.filename(), 0);
    if (before == OVER) {
      return;
    }
    quarters.put(artifact.filename(), quarter);
    if (quarter > before && (quarter == QUARTERS || total >= QUARTERS_FROM)) {
      line(
          "publish",
          shown(artifact.filename())
              + ": "
              + 100 / QUARTERS * quarter
              + " % of "
              + ReportTable.grouped(total)
              + " bytes sent");
    }
  }

  /**
   * Prints a line that starts with the stage that it belongs to.
   *
   * @param stage the stage, at most nine characters
   * @param text the rest of the line
   */
  public void line(String stage, String text) {
    lines.accept(stage + " ".repeat(Math.max(0, STAGE_WIDTH - stage.length())) + " " + text);
  }

  /**
   * Prints a warning, unless it was printed before.
   *
   * @param warning the warning
   */
  public synchronized void warn(Problem warning) {
    if (warned.add(warning)) {
      warnings.accept(warning.text() + "\n  Code:     " + warning.code());
    }
  }

  /** Whether the last attempt failed is known only after the registry was asked about the file. */
  private static boolean isResultOfFile(AuditEvent.AttemptFailed failed) {
    return failed.failedStage() == Stage.PUBLISH && failed.nextDelay().isEmpty();
  }

  private void identity(AuditEvent.IdentityObtained obtained) {
    line(
        "obtain",
        "identity token from "
            + obtained.issuer()
            + " for audience "
            + obtained.audience()
            + obtained.expiresAt().map(expiry -> ", valid until " + time(expiry)).orElse(""));
    String subject = obtained.claims().get("sub");
    if (subject != null) {
      line("", "subject: " + subject);
    }
  }

  private void stored(String origin) {
    line("exchange", "none: the stored credential is used, sent to " + origin + " only");
  }

  private static String result(AuditEvent.RunFinished finished) {
    int files = finished.published() + finished.notPublished();
    String time = millis(finished.duration());
    if (files > 0 && finished.notPublished() == 0) {
      return "published " + files + " of " + files + " files in " + time;
    }
    if (files > 0) {
      return finished.result()
          + " after "
          + time
          + ": published "
          + finished.published()
          + " of "
          + files
          + " files";
    }
    return finished.result() + (finished.result().equals("failed") ? " after " : " in ") + time;
  }

  private static String outcome(AuditEvent.TokenRevoked revoked) {
    String expiry = revoked.expiresAt().map(EventPrinter::time).orElse("an unknown time");
    return switch (revoked.result()) {
      case "revoked" -> "revoked";
      case "requested" -> "revocation requested (this registry does not confirm it)";
      case "expires" -> "this registry has no revocation; expires at " + expiry;
      default -> "NOT revoked; expires at " + expiry;
    };
  }

  /**
   * Returns a count with its noun, such as "1 file" or "2 files".
   *
   * @param number the number
   * @param thing the noun, in the singular
   * @return the text
   */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + " ms";
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String file(String filename, long size, String sha256) {
    return shown(filename) + "  " + ReportTable.grouped(size) + " bytes  sha256 " + sha256;
  }

  private static String shown(String text) {
    return SafeText.shown(text);
  }
}

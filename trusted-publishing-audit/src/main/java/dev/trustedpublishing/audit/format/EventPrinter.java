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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Prints one short line for each event that matters to users. Thread-safe, because events and
 * progress arrive on separate threads.
 */
public final class EventPrinter implements AuditSink, ProgressListener {
  private static final int OVER = 5;

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
          "%s%s (%s)",
          verifies ? "the registration at " : count(started.files(), "file") + " to ",
          shown(started.target()),
          started.origin());
    } else if (event instanceof AuditEvent.ArtifactPlanned planned) {
      line("plan", "%s", file(planned.filename(), planned.size(), planned.sha256()));
    } else if (event instanceof AuditEvent.ProviderDetected detected
        && detected.verdict().equals("available")) {
      line("obtain", "this job runs on %s", shown(detected.detail()));
    } else if (event instanceof AuditEvent.IdentityObtained obtained) {
      identity(obtained);
    } else if (event instanceof AuditEvent.ArtifactAttested attested) {
      line(
          "attest",
          "%s: %s",
          shown(attested.filename()),
          attested
              .logIndex()
              .map(index -> "signed, entry " + shown(index) + " of the transparency log")
              .orElseGet(() -> "no attestation: " + shown(attested.reason().orElse(""))));
    } else if (event instanceof AuditEvent.TokenExchanged exchanged) {
      line(
          "exchange",
          "API token for %s, sent to %s only, valid until %s",
          shown(exchanged.scope()),
          exchanged.origin(),
          time(exchanged.expiresAt()));
    } else if (event instanceof AuditEvent.StoredCredentialUsed used) {
      stored(used.origin());
    } else if (event instanceof AuditEvent.CredentialFallbackUsed used) {
      stored(used.origin());
    } else if (event instanceof AuditEvent.AttemptFailed failed && !isResultOfFile(failed)) {
      line(
          failed.failedStage().toString(),
          "attempt %d failed: %s (%s)%s%s",
          failed.attempt(),
          shown(failed.subject()),
          failed.code(),
          failed.requestId().map(id -> ", request " + shown(id)).orElse(""),
          failed.nextDelay().map(delay -> ", next one in " + millis(delay)).orElse(""));
    } else if (event instanceof AuditEvent.ArtifactPublished published) {
      quarters.put(published.filename(), OVER);
      line(
          "publish",
          "%s  published in %s, %s",
          file(published.filename(), published.size(), published.sha256()),
          millis(published.duration()),
          count(published.attempts(), "attempt"));
    } else if (event instanceof AuditEvent.ArtifactAlreadyThere present) {
      line(
          "publish",
          "%s already exists with the same sha256 %s",
          shown(present.filename()),
          present.sha256());
    } else if (event instanceof AuditEvent.ArtifactFailed failed) {
      quarters.put(failed.filename(), OVER);
      line(
          "publish",
          "%s: %s%s after %s",
          shown(failed.filename()),
          failed.state(),
          failed.code().map(code -> " (" + code + ")").orElse(""),
          count(failed.attempts(), "attempt"));
    } else if (event instanceof AuditEvent.TokenRevoked revoked) {
      line("revoke", "API token for %s: %s", shown(revoked.scope()), outcome(revoked));
    } else if (event instanceof AuditEvent.Warned warning) {
      warn(warning.problem());
    } else if (event instanceof AuditEvent.RunFinished finished) {
      line("done", "%s", result(finished));
    }
  }

  /** A line for each quarter is enough to see that a large file moves. */
  @Override
  public synchronized void progressed(Artifact artifact, long sent, long total) {
    int quarter = (int) (4.0 * sent / total);
    // The quarter decreases when another attempt starts; a finished file prints no more progress.
    int before = quarters.getOrDefault(artifact.filename(), 0);
    if (before == OVER) {
      return;
    }
    quarters.put(artifact.filename(), quarter);
    if (quarter > before) {
      line(
          "publish",
          "%s: %d %% of %,d bytes sent",
          shown(artifact.filename()),
          25 * quarter,
          total);
    }
  }

  /**
   * Prints a line that starts with the stage that it belongs to.
   *
   * @param stage the stage, at most nine characters
   * @param format a format string
   * @param values the values for it
   */
  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a dependency.
  public void line(String stage, String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    lines.accept(String.format(Locale.ROOT, "%-9s %s", stage, text));
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
        "identity token from %s for audience %s%s",
        obtained.issuer(),
        obtained.audience(),
        obtained.expiresAt().map(expiry -> ", valid until " + time(expiry)).orElse(""));
    String subject = obtained.claims().get("sub");
    if (subject != null) {
      line("", "subject: %s", subject);
    }
  }

  private void stored(String origin) {
    line("exchange", "none: the stored credential is used, sent to %s only", origin);
  }

  private static String result(AuditEvent.RunFinished finished) {
    int files = finished.published() + finished.notPublished();
    String time = millis(finished.duration());
    if (files > 0 && finished.notPublished() == 0) {
      return "published %s of %s files in %s".formatted(files, files, time);
    }
    if (files > 0) {
      return "%s after %s: published %s of %s files"
          .formatted(finished.result(), time, finished.published(), files);
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
    return String.format(Locale.ROOT, "%s  %,d bytes  sha256 %s", shown(filename), size, sha256);
  }

  private static String shown(String text) {
    return SafeText.shown(text);
  }
}

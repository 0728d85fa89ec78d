package dev.trustedpublishing.cli.progress;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells people what happens, one short line for each event that matters to them. Events and
 * progress come on threads of their own: thread-safe.
 */
public final class EventPrinter implements AuditSink, ProgressListener {
  private static final int OVER = 5;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Set<Problem> warned = new HashSet<>();
  private final Map<String, Integer> quarters = new HashMap<>();

  public EventPrinter(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public synchronized void accept(AuditEntry entry) {
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.RunStarted started) {
      line(
          started.files() == 0 ? "verify" : "publish",
          (started.files() == 0
                  ? "the registration at "
                  : Count.of(started.files(), "file") + " to ")
              + shown(started.target())
              + " ("
              + started.origin()
              + ")");
    } else if (event instanceof AuditEvent.ArtifactPlanned planned) {
      line("plan", file(planned.filename(), planned.size(), planned.sha256()));
    } else if (event instanceof AuditEvent.ProviderDetected detected) {
      if (detected.verdict().equals("available")) {
        line("obtain", "this job runs on " + shown(detected.detail()));
      }
    } else if (event instanceof AuditEvent.IdentityObtained obtained) {
      identity(obtained);
    } else if (event instanceof AuditEvent.TokenExchanged exchanged) {
      line(
          "exchange",
          "API token for "
              + shown(exchanged.scope())
              + ", goes to "
              + exchanged.origin()
              + " only, valid until "
              + time(exchanged.expiresAt()));
    } else if (event instanceof AuditEvent.StoredCredentialUsed used) {
      line("exchange", "none: the stored credential is used, goes to " + used.origin() + " only");
    } else if (event instanceof AuditEvent.CredentialFallbackUsed used) {
      line("exchange", "none: the stored credential is used, goes to " + used.origin() + " only");
    } else if (event instanceof AuditEvent.AttemptFailed failed) {
      attempt(failed);
    } else if (event instanceof AuditEvent.ArtifactPublished published) {
      quarters.put(published.filename(), OVER);
      line(
          "publish",
          file(published.filename(), published.size(), published.sha256())
              + "  published in "
              + millis(published.duration())
              + ", "
              + Count.of(published.attempts(), "attempt"));
    } else if (event instanceof AuditEvent.ArtifactAlreadyThere there) {
      line(
          "publish",
          shown(there.filename()) + " is there already, with the same sha256 " + there.sha256());
    } else if (event instanceof AuditEvent.ArtifactFailed failed) {
      quarters.put(failed.filename(), OVER);
      line(
          "publish",
          shown(failed.filename())
              + ": "
              + failed.state()
              + failed.code().map(code -> " (" + code + ")").orElse("")
              + " after "
              + Count.of(failed.attempts(), "attempt"));
    } else if (event instanceof AuditEvent.TokenRevoked revoked) {
      line("revoke", "API token for " + shown(revoked.scope()) + ": " + fate(revoked));
    } else if (event instanceof AuditEvent.Warned warning) {
      warn(warning.problem());
    } else if (event instanceof AuditEvent.RunFinished finished && isVerification(finished)) {
      line("done", finished.result() + " in " + millis(finished.duration()));
    } else if (event instanceof AuditEvent.RunFinished finished) {
      line(
          "done",
          finished.result()
              + ": "
              + Count.of(finished.published(), "file")
              + " at the registry, "
              + finished.notPublished()
              + " not, in "
              + millis(finished.duration()));
    }
  }

  /** A line for each quarter is enough to see that a large file moves. */
  @Override
  public synchronized void progressed(Artifact artifact, long sent, long total) {
    int quarter = (int) (4.0 * sent / total);
    // Goes down again when another attempt starts anew; says nothing more about a file that is
    // done.
    int before = quarters.getOrDefault(artifact.filename(), 0);
    if (before == OVER) {
      return;
    }
    quarters.put(artifact.filename(), quarter);
    if (quarter > before) {
      line(
          "publish",
          String.format(
              Locale.ROOT,
              "%s: %d %% of %,d bytes sent",
              shown(artifact.filename()),
              25 * quarter,
              total));
    }
  }

  private static boolean isVerification(AuditEvent.RunFinished finished) {
    return finished.published() + finished.notPublished() == 0;
  }

  /** Prints a line that begins with the stage that it belongs to. */
  public void line(String stage, String text) {
    out.println(margin(stage) + text);
  }

  /** What a line of a stage begins with. */
  static String margin(String stage) {
    return String.format(Locale.ROOT, "%-9s ", stage);
  }

  /** Prints a warning, unless it was printed before. */
  public synchronized void warn(Problem warning) {
    if (warned.add(warning)) {
      err.println("warning: " + warning.text() + "\n  code:   " + warning.code());
    }
  }

  /** What became of an API token, in words. */
  public static String fate(AuditEvent.TokenRevoked revoked) {
    String expiry = revoked.expiresAt().map(EventPrinter::time).orElse("an unknown time");
    return switch (revoked.result()) {
      case "revoked" -> "revoked";
      case "requested" -> "given back; the registry took the request and does not say more";
      case "expires" -> "can't be revoked there, expires by itself at " + expiry;
      default -> "NOT revoked, expires by itself at " + expiry;
    };
  }

  public static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  public static String millis(Duration duration) {
    return duration.toMillis() + " ms";
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
      line("", "it says: " + subject);
    }
  }

  private void attempt(AuditEvent.AttemptFailed failed) {
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
  }

  private static String file(String filename, long size, String sha256) {
    return String.format(Locale.ROOT, "%s  %,d bytes  sha256 %s", shown(filename), size, sha256);
  }

  private static String shown(String text) {
    return SafeText.shown(text);
  }
}

package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.cli.progress.Count;
import dev.trustedpublishing.cli.progress.EventPrinter;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells a newcomer what the demo does, step by step, from the events of the run. */
final class DemoStory implements AuditSink {
  static final String INDENT = "   ";

  /** The claims that say most about a job; the others would only be many. */
  private static final List<String> TELLING =
      List.of("sub", "repository", "repository_owner_id", "workflow_ref", "ref", "environment");

  private final PrintWriter out;
  private String heading = "";
  private int headings;
  private int events;

  DemoStory(PrintWriter out) {
    this.out = out;
  }

  void begin(Sandbox sandbox, DemoRegistry registry) {
    out.println(
        "Trusted publishing: a CI job publishes a package, and no secret is stored anywhere.");
    heading("The sandbox: everything runs in this process, on this machine");
    row("CI system", sandbox.issuer().issuer() + ", an OIDC issuer that plays GitHub Actions");
    row("registry", registry.registry(sandbox));
    row("package", registry.sample());
  }

  @Override
  public void accept(AuditEntry entry) {
    events++;
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.ArtifactPlanned planned) {
      heading("Plan: read, check and hash the files, before there is any credential");
      line(planned.filename());
      row("size", String.format(Locale.ROOT, "%,d bytes", planned.size()));
      row("sha256", planned.sha256());
    } else if (event instanceof AuditEvent.IdentityObtained obtained) {
      heading("Obtain: the CI system says who this job is, in a signed identity token");
      identity(obtained);
    } else if (event instanceof AuditEvent.TokenExchanged exchanged) {
      heading("Exchange: the registry checks the identity and gives an API token for it");
      row("scope", exchanged.scope());
      row("goes to", exchanged.origin() + " and nowhere else");
      row("expires", EventPrinter.time(exchanged.expiresAt()));
    } else if (event instanceof AuditEvent.ArtifactPublished published) {
      line(
          SafeText.shown(published.filename())
              + ": published in "
              + EventPrinter.millis(published.duration())
              + ", "
              + Count.of(published.attempts(), "attempt"));
      row("sha256", published.sha256());
    } else if (event instanceof AuditEvent.AttemptFailed failed) {
      line("attempt " + failed.attempt() + " failed: " + failed.subject() + ", " + failed.code());
    } else if (event instanceof AuditEvent.TokenRevoked revoked) {
      heading(
          revoked.result().equals("expires")
              ? "Revoke: the registry can't, so the API token is forgotten here"
              : "Revoke: nothing stays alive");
      row("API token", EventPrinter.fate(revoked));
    }
    if (event instanceof AuditEvent.TokenExchanged) {
      heading("Publish: upload each file with the API token");
    }
  }

  void masked(int commands) {
    row(
        "masking",
        Count.of(commands, "masking command")
            + " sent to the runner, so that its log hides the tokens");
  }

  void end(Path log, Duration duration) {
    out.println();
    row("audit log", log.toAbsolutePath().toString());
    row("took", EventPrinter.millis(duration) + " from plan to revocation");
  }

  /** Begins a step, unless it has begun already. */
  void heading(String text) {
    if (!text.equals(heading)) {
      heading = text;
      out.println();
      out.println(headings++ + ". " + text);
    }
  }

  void line(String text) {
    out.println(INDENT + text);
  }

  /** How many events there were. */
  int events() {
    return events;
  }

  private void identity(AuditEvent.IdentityObtained obtained) {
    row("issuer", obtained.issuer());
    row("audience", obtained.audience());
    obtained.expiresAt().ifPresent(expiry -> row("expires", EventPrinter.time(expiry)));
    row("claims", "");
    Map<String, String> claims = obtained.claims();
    for (String name : TELLING) {
      String value = claims.get(name);
      if (value != null) {
        row("  " + name, value);
      }
    }
    long others = claims.keySet().stream().filter(name -> !TELLING.contains(name)).count();
    row("  ...", "and " + others + " more");
  }

  private void row(String name, String value) {
    line(String.format(Locale.ROOT, "%-22s %s", name, value).stripTrailing());
  }
}

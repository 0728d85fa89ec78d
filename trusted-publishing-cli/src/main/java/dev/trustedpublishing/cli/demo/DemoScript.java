package dev.trustedpublishing.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.cli.progress.Count;
import dev.trustedpublishing.cli.progress.EventPrinter;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole thing in one process: a sandbox, a real package, the real pipeline, and a proof of what
 * it did that does not use the pipeline. Prints the steps as the events of the run come.
 */
final class DemoScript implements AuditSink {
  private static final String INDENT = "   ";
  private static final SampleDistribution DISTRIBUTION = SampleDistribution.HATCHLING;
  private static final SamplePackage PACKAGE = SamplePackage.PACKED;

  /** The claims that identify a job best; the others would only be many. */
  private static final List<String> CLAIMS =
      List.of("repository", "repository_owner_id", "workflow_ref", "ref", "environment");

  private final PrintWriter out;
  private final EventPrinter lines;
  private final Sandbox sandbox;
  private final boolean npm;
  private String step = "";
  private int steps;
  private int events;

  DemoScript(PrintWriter out, Sandbox sandbox, boolean npm) {
    this.out = out;
    this.lines = new EventPrinter(indented(out), out);
    this.sandbox = sandbox;
    this.npm = npm;
  }

  void run(Path folder, Path auditLog) throws IOException {
    out.println(
        "Trusted publishing: a CI job publishes a package, and no secret is stored anywhere.");
    step("The sandbox: everything runs in this process, on this machine");
    row("CI system", sandbox.issuer().issuer() + ", an OIDC issuer that plays GitHub Actions");
    row("registry", registry());
    row("package", sample());
    List<Path> files = npm ? List.of(PACKAGE.copyTo(folder)) : DISTRIBUTION.copyTo(folder);
    files.forEach(file -> file.toFile().deleteOnExit());
    List<String> commands = new ArrayList<>();
    PublishReport report = publish(files, auditLog, commands);
    row(
        "masking",
        Count.of(commands.size(), "command") + " sent to the runner, to hide the tokens");

    step("Proof, by asking the registry without the library");
    try (RegistryProbe probe = new RegistryProbe()) {
      if (npm) {
        proveNpm(probe, report.artifacts().get(0).artifact());
      } else {
        provePyPi(probe, report);
      }
    }
    proveAuditLog(auditLog, report.runId(), commands);
    out.println();
    row("audit log", auditLog.toAbsolutePath().toString());
    row("took", EventPrinter.millis(report.duration()) + " from plan to revocation");
  }

  private PublishReport publish(List<Path> files, Path log, List<String> commands)
      throws IOException {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(npm ? "npm+" + sandbox.npm().uri() : sandbox.uploadUrl().toString())
            .environment(sandbox.environment())
            .onEvent(this)
            .onEvent(AuditSinks.jsonLines(log))
            // They hold the tokens, and a terminal does not hide them as a CI system does.
            .workflowCommands(commands::add)
            .build()) {
      return publisher.publish(files);
    }
  }

  @Override
  public void accept(AuditEntry entry) {
    events++;
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.ArtifactPlanned) {
      step("Plan: read, check and hash the files, before there is any credential");
    } else if (event instanceof AuditEvent.IdentityObtained) {
      step("Obtain: the CI system states who this job is, in a signed identity token");
    } else if (event instanceof AuditEvent.TokenExchanged) {
      step("Exchange: the registry checks the identity and issues an API token for it");
    } else if (event instanceof AuditEvent.ArtifactPublished) {
      step("Publish: upload each file with the API token");
    } else if (event instanceof AuditEvent.TokenRevoked revoked) {
      step(
          revoked.result().equals("expires")
              ? "Revoke: the registry has no revocation, so the API token is only forgotten"
              : "Revoke: nothing stays alive");
    } else if (!(event instanceof AuditEvent.AttemptFailed)) {
      return;
    }
    lines.accept(entry);
    if (event instanceof AuditEvent.IdentityObtained obtained) {
      Map<String, String> claims = obtained.claims();
      for (String name : CLAIMS) {
        String value = claims.get(name);
        if (value != null) {
          row("  " + name, value);
        }
      }
    }
  }

  private String registry() {
    return npm
        ? sandbox.npm().uri() + ", speaks npm's protocol and really verifies"
        : sandbox.uri() + ", plays PyPI and really verifies";
  }

  private String sample() {
    return npm
        ? PACKAGE.packageName() + " " + PACKAGE.version() + ", packed by npm pack"
        : DISTRIBUTION.project()
            + " "
            + DISTRIBUTION.version()
            + ", a wheel and an sdist, built by hatchling";
  }

  /** The index offers what was uploaded, and the API token has no further use. */
  private void provePyPi(RegistryProbe probe, PublishReport report) throws IOException {
    Map<String, String> listed = probe.digests(sandbox.indexUrl(), DISTRIBUTION.project());
    for (ArtifactResult result : report.artifacts()) {
      String filename = result.artifact().filename();
      String digest = result.artifact().file().sha256();
      require(
          digest,
          listed.get(filename),
          "the index lists %s with the same sha256, %.12s...".formatted(filename, digest));
    }
    List<String> tokens = apiTokens();
    require(1, tokens.size(), "one API token was made for the whole run");
    require(
        403,
        probe.uploadAgain(sandbox.uploadUrl(), tokens.get(0), report.artifacts().get(0).artifact()),
        "the spent API token is refused: an upload with it is answered 403");
  }

  /** Installers are offered the version, and the API token is for this package only. */
  private void proveNpm(RegistryProbe probe, Artifact tarball) throws IOException {
    String name = PACKAGE.packageName();
    URI packument = URI.create(sandbox.npm().uri() + name.replace("/", "%2f"));
    JsonNode dist = probe.json(packument).at("/versions/" + PACKAGE.version() + "/dist");
    require(
        tarball.digest(),
        dist.path("integrity").asText(),
        "the registry lists %s@%s with the same integrity, %.19s..."
            .formatted(name, PACKAGE.version(), tarball.digest()));
    byte[] served = probe.bytes(URI.create(dist.path("tarball").asText()));
    require(
        true,
        Arrays.equals(served, Files.readAllBytes(tarball.file().path())),
        "its tarball is served, byte for byte");
    List<String> tokens = apiTokens();
    require(1, tokens.size(), "one API token was made for the package");
    require(
        404,
        probe.put(URI.create(sandbox.npm().uri() + "another-package"), tokens.get(0)),
        "the API token is good for this package only: publishing another is answered 404");
  }

  /** Every event is in the audit log, as JSON, and no secret is. */
  private void proveAuditLog(Path log, String runId, List<String> commands) throws IOException {
    String text = Files.readString(log);
    require(
        (long) events,
        text.lines()
            .filter(line -> line.contains(runId))
            .filter(RegistryProbe::isJsonObject)
            .count(),
        "the audit log has " + events + " lines of valid JSON, one for each event");
    List<String> secrets = new ArrayList<>(apiTokens());
    commands.forEach(command -> secrets.add(command.substring(command.lastIndexOf(':') + 1)));
    secrets.add(sandbox.environment().get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
    require(
        true,
        secrets.stream().noneMatch(text::contains),
        "neither the identity token nor the API token is in the audit log");
  }

  private List<String> apiTokens() {
    return npm
        ? sandbox.npm().mintedTokens().stream().map(token -> token.value()).toList()
        : sandbox.pypi().mintedTokens().stream().map(token -> token.value()).toList();
  }

  /** Prints a claim that is proven, or throws what was found instead. */
  private void require(Object expected, @Nullable Object found, String claim) {
    if (!expected.equals(found)) {
      throw TrustedPublishingException.builder(
              Stage.PUBLISH,
              Problem.of(ErrorCode.INTERNAL_BUG, "The demo could not prove what it claims.")
                  .found(SafeText.shown(String.valueOf(found)))
                  .expected(claim)
                  .remedy("Please report this, with everything that the demo printed."))
          .build();
    }
    out.println(INDENT + "[ok] " + claim);
  }

  /** Begins a step, unless it has begun already. */
  private void step(String text) {
    if (!text.equals(step)) {
      step = text;
      out.println("\n" + steps++ + ". " + text);
    }
  }

  private void row(String name, String value) {
    out.println("%s%-22s %s".formatted(INDENT, name, value));
  }

  private static PrintWriter indented(PrintWriter target) {
    return new PrintWriter(target, true) {
      @Override
      public void println(String line) {
        target.println(INDENT + line);
      }
    };
  }
}

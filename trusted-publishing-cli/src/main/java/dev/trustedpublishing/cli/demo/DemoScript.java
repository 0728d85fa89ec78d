package dev.trustedpublishing.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A complete run in one process: a sandbox, a real package, the real pipeline, and a proof of the
 * result that does not use the pipeline. Prints the steps as the events of the run arrive.
 */
final class DemoScript implements AuditSink {
  private static final String INDENT = "   ";
  private static final SampleDistribution DISTRIBUTION = SampleDistribution.HATCHLING;
  private static final SamplePackage PACKAGE = SamplePackage.PACKED;

  /** The claims that identify a job best; the others would only be many. */
  private static final List<String> CLAIMS =
      List.of(
          "repository",
          "repository_owner_id",
          "workflow_ref",
          "project_path",
          "ci_config_ref_uri",
          "oidc.circleci.com/vcs-origin",
          "oidc.circleci.com/project-id",
          "ref",
          "environment");

  /** Variables of jobs that contain a credential. */
  private static final Pattern SECRET = Pattern.compile(".*_TOKEN(_V2)?");

  private final PrintWriter out;
  private final EventPrinter lines;
  private final Sandbox sandbox;
  private final SandboxCi ci;

  /** Of one job: GitLab's tokens exist once. */
  private final Map<String, String> environment;

  private final boolean npm;
  private String step = "";
  private int steps;
  private int events;

  DemoScript(PrintWriter out, Sandbox sandbox, SandboxCi ci, boolean npm) {
    this.out = out;
    this.lines =
        new EventPrinter(
            line -> out.println(INDENT + line), text -> out.println("warning: " + text));
    this.sandbox = sandbox;
    this.ci = ci;
    this.environment = sandbox.environment();
    this.npm = npm;
  }

  void run(Path folder, Path auditLog) throws IOException {
    out.println("Trusted publishing: a CI job publishes a package without a stored secret.");
    step("The sandbox: everything runs in this process, on this machine");
    row("CI system", ci.issuer(sandbox).issuer() + ", an OIDC issuer that imitates " + ci.title());
    row("registry", registry());
    row("package", sample());
    List<Path> files = npm ? List.of(PACKAGE.copyTo(folder)) : DISTRIBUTION.copyTo(folder);
    files.forEach(file -> file.toFile().deleteOnExit());
    List<String> commands = new ArrayList<>();
    PublishReport report = publish(files, auditLog, commands);
    row(
        "masking",
        commands.isEmpty()
            ? ci.title() + " has no command that hides a token in its log"
            : EventPrinter.count(commands.size(), "command")
                + " sent to the runner, which hides the tokens in its log");

    step("Proof, by querying the registry without the library");
    if (npm) {
      proveNpm(report.artifacts().get(0).artifact());
    } else {
      provePyPi(report);
    }
    proveAuditLog(auditLog, report.runId(), commands);
    out.println();
    row("audit log", auditLog.toAbsolutePath().toString());
    row("took", report.duration().toMillis() + " ms from plan to revocation");
  }

  private PublishReport publish(List<Path> files, Path log, List<String> commands)
      throws IOException {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(npm ? "npm+" + sandbox.npm().uri() : sandbox.uploadUrl().toString())
            .environment(environment)
            .onEvent(this)
            .onEvent(AuditSinks.jsonLines(log))
            // They contain the tokens, and a terminal does not hide them as a CI system does.
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
      step("Plan: read, validate, and hash the files, before a credential exists");
    } else if (event instanceof AuditEvent.IdentityObtained) {
      step("Obtain: the CI system issues a signed identity token for this job");
    } else if (event instanceof AuditEvent.TokenExchanged) {
      step("Exchange: the registry verifies the identity token and issues an API token");
    } else if (event instanceof AuditEvent.ArtifactPublished) {
      step("Publish: upload each file with the API token");
    } else if (event instanceof AuditEvent.TokenRevoked revoked) {
      step(
          revoked.result().equals("expires")
              ? "Revoke: the registry has no revocation, so the API token is cleared locally"
              : "Revoke: no token stays valid");
    } else if (!(event instanceof AuditEvent.AttemptFailed)) {
      return;
    }
    lines.accept(entry);
    if (event instanceof AuditEvent.IdentityObtained obtained) {
      CLAIMS.stream()
          .filter(obtained.claims()::containsKey)
          .forEach(name -> row("  " + name, obtained.claims().getOrDefault(name, "")));
    }
  }

  private String registry() {
    return npm
        ? sandbox.npm().uri() + ", an npm registry that verifies everything"
        : sandbox.uri() + ", imitates PyPI and verifies everything";
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
  private void provePyPi(PublishReport report) throws IOException {
    JsonNode index = json(URI.create(sandbox.indexUrl() + DISTRIBUTION.project() + "/"));
    for (ArtifactResult result : report.artifacts()) {
      String filename = result.artifact().filename();
      String digest = result.artifact().file().sha256();
      String listed = null;
      for (JsonNode file : index.path("files")) {
        if (file.path("filename").asText().equals(filename)) {
          listed = file.path("hashes").path("sha256").asText();
        }
      }
      require(
          digest,
          listed,
          "the index lists %s with the same sha256, %.12s...".formatted(filename, digest));
    }
    String token = "__token__:" + onlyToken("one API token was issued for the whole run");
    require(
        403,
        status(
            "POST",
            sandbox.uploadUrl(),
            "Basic " + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)),
            "multipart/form-data; boundary=part",
            """
            --part\r
            Content-Disposition: form-data; name=":action"\r
            \r
            file_upload\r
            --part--\r
            """),
        "the revoked API token is rejected: an upload with it returns 403");
  }

  /** Installers are offered the version, and the API token is for this package only. */
  private void proveNpm(Artifact tarball) throws IOException {
    String name = PACKAGE.packageName();
    URI packument = URI.create(sandbox.npm().uri() + name.replace("/", "%2f"));
    JsonNode dist = json(packument).at("/versions/" + PACKAGE.version() + "/dist");
    require(
        tarball.digest(),
        dist.path("integrity").asText(),
        "the registry lists %s@%s with the same integrity, %.19s..."
            .formatted(name, PACKAGE.version(), tarball.digest()));
    byte[] served = bytes(URI.create(dist.path("tarball").asText()));
    require(
        true,
        Arrays.equals(served, Files.readAllBytes(tarball.file().path())),
        "its tarball is served, byte for byte");
    String token = onlyToken("one API token was issued for the package");
    require(
        404,
        status(
            "PUT",
            URI.create(sandbox.npm().uri() + "another-package"),
            "Bearer " + token,
            "application/json",
            "{}"),
        "the API token is valid for this package only: publishing another one returns 404");
  }

  /** Every event is in the audit log, as JSON, and no secret is. */
  private void proveAuditLog(Path log, String runId, List<String> commands) throws IOException {
    String text = Files.readString(log);
    require(
        (long) events,
        text.lines().filter(line -> line.contains(runId)).filter(DemoScript::isJsonObject).count(),
        "the audit log has " + events + " lines of valid JSON, one per event");
    List<String> secrets = new ArrayList<>(apiTokens());
    commands.forEach(command -> secrets.add(command.substring(command.lastIndexOf(':') + 1)));
    environment.forEach((name, value) -> {
      if (SECRET.matcher(name).matches()) {
        secrets.add(value);
      }
    });
    require(
        true,
        secrets.stream().noneMatch(text::contains),
        "neither the identity token nor the API token is in the audit log");
  }

  private String onlyToken(String claim) {
    List<String> tokens = apiTokens();
    require(1, tokens.size(), claim);
    return tokens.get(0);
  }

  private List<String> apiTokens() {
    return npm
        ? sandbox.npm().mintedTokens().stream().map(token -> token.value()).toList()
        : sandbox.pypi().mintedTokens().stream().map(token -> token.value()).toList();
  }

  private static JsonNode json(URI document) throws IOException {
    return new JsonMapper().readTree(bytes(document));
  }

  private static byte[] bytes(URI address) throws IOException {
    URLConnection connection = address.toURL().openConnection();
    // The simple index (PEP 691).
    connection.setRequestProperty("Accept", "application/vnd.pypi.simple.v1+json, */*;q=0.1");
    try (InputStream content = connection.getInputStream()) {
      return content.readAllBytes();
    }
  }

  private static int status(
      String method, URI address, String authorization, String contentType, String content)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("Authorization", authorization);
    connection.setRequestProperty("Content-Type", contentType);
    connection.setDoOutput(true);
    connection.getOutputStream().write(content.getBytes(StandardCharsets.UTF_8));
    return connection.getResponseCode();
  }

  private static boolean isJsonObject(String line) {
    try {
      JsonNode node = new JsonMapper().readTree(line);
      return node.isObject();
    } catch (JsonProcessingException e) {
      // That is the response: it is not.
      return false;
    }
  }

  /** Prints a claim that is proven, or throws what was found instead. */
  private void require(Object expected, @Nullable Object found, String claim) {
    if (!expected.equals(found)) {
      throw TrustedPublishingException.builder(
              Stage.PUBLISH,
              Problem.of(ErrorCode.INTERNAL_BUG, "The demo could not prove its result.")
                  .found(SafeText.shown(String.valueOf(found)))
                  .expected(claim)
                  .remedy("Report this, with the complete output of the demo."))
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
}

package dev.trustedpublishing.maven;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.attestation.sigstore.SigstoreAttestor;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.audit.github.GitHubSink;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.npm.options.Access;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the wheels, source distributions, or packed npm packages that this project's build
 * made. Runs in a CI job: obtains an identity token, exchanges it for an API token, uploads the
 * files, and always revokes the API token. Everything that can be checked without a credential is
 * checked first. Thread-safe.
 */
@Mojo(name = "publish", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class PublishMojo extends JobMojo {
  /** Only reads, validates, and hashes the files; no network, no identity. */
  @Parameter(property = "trustedpublishing.dryRun", defaultValue = "false")
  boolean dryRun;

  /** The directory with the files to publish. */
  @Parameter(property = "trustedpublishing.directory", defaultValue = "${project.build.directory}")
  File directory = new File("target");

  /**
   * The files to publish: patterns below the directory. Default: for indexes for Python <code>
   * *.whl</code>, <code>*.tar.gz</code>, <code>dist/*.whl</code>, and <code>dist/*.tar.gz</code>;
   * for npm registries <code>*.tgz</code> and <code>dist/*.tgz</code>.
   */
  @Parameter(property = "trustedpublishing.includes")
  List<String> includes = List.of();

  /** The files to omit: patterns below the directory. */
  @Parameter(property = "trustedpublishing.excludes")
  List<String> excludes = List.of();

  /**
   * The rule for the stored credential: <code>always</code> (trusted publishing only), <code>
   * automatic</code> (the stored credential is used only if no CI system is present), or <code>
   * never</code> (only the stored credential).
   */
  @Parameter(property = "trustedpublishing.trustedPublishing", defaultValue = "always")
  String trustedPublishing = "always";

  /**
   * The id of the server in <code>settings.xml</code> that holds the stored credential. Allowed
   * only with the rules <code>automatic</code> and <code>never</code>. Without a user name, it is
   * <code>__token__</code>.
   */
  @Parameter(property = "trustedpublishing.serverId")
  @Nullable String serverId;

  /**
   * Whether files are published with attestations: <code>auto</code> (existing ones next to the
   * files are validated and sent, missing ones are made where that is possible), <code>required
   * </code>, or <code>none</code>.
   */
  @Parameter(property = "trustedpublishing.attestations", defaultValue = "auto")
  String attestations = "auto";

  /**
   * The Sigstore instance that signs attestations: a client trust configuration. Default: the
   * public instance.
   */
  @Parameter(property = "trustedpublishing.sigstore")
  @Nullable File sigstore;

  /**
   * The number of parallel uploads, from 1 to 64. Default: 4, and up to 8 while the registry
   * responds slowly. The first file of a release is uploaded alone.
   */
  @Parameter(property = "trustedpublishing.concurrency")
  @Nullable Integer concurrency;

  /** Continues with the other files after one was not published. */
  @Parameter(property = "trustedpublishing.keepGoing", defaultValue = "false")
  boolean keepGoing;

  /** Queries the registry first, and skips files that it has with the same content. */
  @Parameter(property = "trustedpublishing.skipExisting", defaultValue = "false")
  boolean skipExisting;

  /** npm only: the tag of the version. Default: from the package.json, otherwise latest. */
  @Parameter(property = "trustedpublishing.npmTag")
  @Nullable String npmTag;

  /** npm only: who may install it, <code>public</code> or <code>restricted</code>. */
  @Parameter(property = "trustedpublishing.npmAccess")
  @Nullable String npmAccess;

  /** Appends one line of JSON per event to this file. It never contains a token. */
  @Parameter(property = "trustedpublishing.auditLog")
  @Nullable File auditLog;

  /** The file for the report, as JSON: the state of each file, the revocations, the warnings. */
  @Parameter(
      property = "trustedpublishing.report",
      defaultValue = "${project.build.directory}/trusted-publishing/report.json")
  File report = new File("target/trusted-publishing/report.json");

  private final Settings settings;
  private final SettingsDecrypter decrypter;

  @Inject
  PublishMojo(Settings settings, SettingsDecrypter decrypter) {
    this.settings = settings;
    this.decrypter = decrypter;
  }

  @Override
  void run() throws MojoExecutionException {
    deleteOldReport();
    List<Path> files = new BuiltFiles(directory, includes, excludes).find(repository);
    EventPrinter lines = lines();
    try (StoppablePublisher open = new StoppablePublisher(builder(lines).build(), getLog())) {
      if (dryRun) {
        plan(open.publisher(), files, lines);
      } else {
        publish(open.publisher(), files, lines);
      }
    }
  }

  private TrustedPublisherBuilder builder(EventPrinter lines) {
    TrustedPublisherBuilder builder = publisher().onEvent(events(lines)).onProgress(lines);
    new ServerCredential(settings, decrypter)
        .apply(
            choice(TrustedPublishing.values(), "trustedPublishing", trustedPublishing),
            serverId,
            builder);
    builder.attestations(choice(Attestations.values(), "attestations", attestations));
    if (concurrency != null) {
      builder.concurrency(concurrency);
    }
    if (sigstore != null) {
      builder.with(SigstoreAttestor.at(sigstore.toPath()));
    }
    if (keepGoing) {
      builder.keepGoing();
    }
    if (skipExisting) {
      builder.skipExisting();
    }
    if (npmTag != null || npmAccess != null) {
      builder.with(npm());
    }
    if (auditLog != null) {
      builder.onEvent(AuditSinks.jsonLines(auditLog.toPath()));
    }
    return builder;
  }

  /** One sink: each has a thread of its own, and the order of the lines must not vary. */
  private AuditSink events(EventPrinter lines) {
    if (!"true".equals(environment.get("GITHUB_ACTIONS"))) {
      return lines;
    }
    AuditSink annotations = GitHubSink.create(environment, workflowCommands);
    return entry -> {
      lines.accept(entry);
      annotations.accept(entry);
    };
  }

  private NpmRepository npm() {
    NpmRepository npm = new NpmRepository();
    npm = npmTag == null ? npm : npm.withTag(npmTag);
    return npmAccess == null
        ? npm
        : npm.withAccess(choice(Access.values(), "npmAccess", npmAccess));
  }

  private void plan(TrustedPublisher publisher, List<Path> files, EventPrinter lines) {
    List<Artifact> artifacts = publisher.plan(files);
    lines.line(
        "dry run",
        EventPrinter.count(artifacts.size(), "file")
            + " would be published to "
            + SafeText.shown(repository)
            + "; nothing was sent");
  }

  private void publish(TrustedPublisher publisher, List<Path> files, EventPrinter lines)
      throws MojoExecutionException {
    try {
      PublishReport published = publisher.publish(files);
      published.warnings().forEach(lines::warn);
      published.text().lines().forEach(getLog()::info);
      write(published);
    } catch (PublishFailedException e) {
      e.report().warnings().forEach(lines::warn);
      write(e.report());
      throw e;
    }
  }

  private void deleteOldReport() throws MojoExecutionException {
    try {
      Files.deleteIfExists(report.toPath());
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private void write(PublishReport result) throws MojoExecutionException {
    try {
      Files.createDirectories(report.toPath().toAbsolutePath().getParent());
      Files.writeString(report.toPath(), result.json() + "\n");
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private MojoExecutionException notWritable(IOException e) {
    return new MojoExecutionException("The report " + report + " can't be written.", e);
  }

  private static <E extends Enum<E>> E choice(E[] values, String parameter, String written) {
    return Arrays.stream(values)
        .filter(value -> value.name().equals(written.strip().toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    ErrorCode.USAGE_INVALID_OPTION,
                    "The parameter <" + parameter + "> has an invalid value.")
                .found("'" + SafeText.shown(written) + "'")
                .expected(
                    Arrays.stream(values)
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", "one of ", "")))
                .remedy("Correct it, or remove it for the default.")
                .toException(Stage.PLAN));
  }
}

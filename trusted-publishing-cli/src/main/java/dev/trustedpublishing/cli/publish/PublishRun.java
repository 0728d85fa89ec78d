package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.audit.format.AuditLog;
import dev.trustedpublishing.audit.github.GitHubSink;
import dev.trustedpublishing.cli.Failures;
import dev.trustedpublishing.cli.job.OtherTools;
import dev.trustedpublishing.cli.job.RepositorySetting;
import dev.trustedpublishing.cli.progress.Count;
import dev.trustedpublishing.cli.progress.EventPrinter;
import dev.trustedpublishing.cli.progress.UploadBar;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TokenSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One run of {@code publish}. What goes wrong is thrown; {@link Failures} explains it. */
final class PublishRun {
  private final Shell shell;
  private final PublishOptions options;
  private final RepositorySetting setting;
  private final String repository;
  private final Optional<UploadBar> bar;
  private final EventPrinter lines;

  PublishRun(Shell shell, PublishOptions options) {
    this.shell = shell;
    this.options = options;
    this.setting = RepositorySetting.in(shell);
    this.repository = setting.address(options.repository());
    this.bar =
        options.json() || options.quiet() || !shell.terminal().getAsBoolean()
            ? Optional.empty()
            : Optional.of(new UploadBar(shell.out()));
    this.lines = new EventPrinter(forPeople(), shell.err());
  }

  void run() {
    List<Path> files = new FilePatterns(shell.folder()).files(options.files(), repository);
    TrustedPublisher publisher = publisher();
    try {
      if (options.dryRun()) {
        plan(publisher, files);
      } else {
        publish(publisher, files);
      }
    } finally {
      close(publisher);
    }
  }

  private TrustedPublisher publisher() {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .repository(repository)
            .environment(new OtherTools(shell.environment()).translated())
            .folder(shell.folder())
            .onEvent(lines)
            .workflowCommands(this::command);
    bar.ifPresentOrElse(
        drawn -> builder.onEvent(drawn).onProgress(drawn), () -> builder.onProgress(lines));
    if (options.annotations() && "true".equals(shell.environment().get("GITHUB_ACTIONS"))) {
      builder.onEvent(GitHubSink.create(shell.environment(), this::annotation));
    }
    options.identityProvider().ifPresent(builder::identityProvider);
    options.identityTokenVariable().map(TokenSource::variable).ifPresent(builder::identityToken);
    options.identityTokenFile().map(TokenSource::file).ifPresent(builder::identityToken);
    new CredentialRule(shell.environment(), setting.name(options.repository()), setting.pypirc())
        .apply(options.trustedPublishing(), builder);
    builder.attestations(Attestations.valueOf(options.attestations().name()));
    options.npm().apply(repository, builder);
    options.concurrency().ifPresent(builder::concurrency);
    options.maxFileSize().ifPresent(limit -> limit.apply(repository, builder));
    if (options.keepGoing()) {
      builder.keepGoing();
    }
    if (options.skipExisting()) {
      builder.skipExisting();
    }
    options
        .auditLog()
        .map(log ->
            options.auditChain() ? AuditSinks.chainedJsonLines(log) : AuditSinks.jsonLines(log))
        .ifPresent(builder::onEvent);
    return builder.build();
  }

  private void plan(TrustedPublisher publisher, List<Path> files) {
    List<Artifact> artifacts = publisher.plan(files);
    lines.line(
        "dry run",
        Count.of(artifacts.size(), "file")
            + " would be published to "
            + SafeText.shown(repository)
            + "; nothing was sent");
    if (options.json()) {
      shell.out().println(JsonDocument.planned(repository, artifacts));
    }
  }

  private void publish(TrustedPublisher publisher, List<Path> files) {
    PublishReport report;
    try {
      report = publisher.publish(files);
    } catch (PublishFailedException e) {
      e.report().warnings().forEach(lines::warn);
      throw e;
    } finally {
      bar.ifPresent(UploadBar::close);
    }
    report.warnings().forEach(lines::warn);
    forPeople().println("\n" + report.text());
    if (options.json()) {
      shell.out().println(JsonDocument.published(report));
    }
  }

  /** A release is not a failure because its audit log could not be completed. */
  private void close(TrustedPublisher publisher) {
    try {
      publisher.close();
      options.auditLog().filter(log -> options.auditChain()).ifPresent(this::anchor);
    } catch (IOException e) {
      lines.warn(
          Problem.of(ErrorCode.USAGE_SINK_FAILED, "The audit log may not be complete.")
              .found(SafeText.shown(e.getClass().getSimpleName() + ": " + e.getMessage()))
              .expected("a file that can be written to the end")
              .remedy("Look at the disk that it lies on; publishing was not affected."));
    }
  }

  /** The log of the job keeps what the audit log ends with: so nobody can write another one. */
  private void anchor(Path log) {
    AuditLog checked = AuditLog.check(log);
    lines.line(
        "audit",
        Count.of(checked.lines(), "line")
            + " in "
            + SafeText.shown(log.toString())
            + ", the last one has the sha256 "
            + checked.lastHash());
  }

  /** GitHub's runner reads commands from both streams; with --json the first is taken. */
  private void command(String line) {
    (options.json() ? shell.err() : shell.out()).println(line);
  }

  private void annotation(String line) {
    if (!options.quiet() || !line.startsWith("::notice")) {
      command(line);
    }
  }

  private PrintWriter forPeople() {
    if (options.quiet()) {
      return new PrintWriter(Writer.nullWriter());
    }
    return options.json()
        ? shell.err()
        : bar.<PrintWriter>map(UploadBar::linesAbove).orElse(shell.out());
  }
}

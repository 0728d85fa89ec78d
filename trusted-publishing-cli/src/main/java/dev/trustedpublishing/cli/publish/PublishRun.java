package dev.trustedpublishing.cli.publish;

import static dev.trustedpublishing.audit.format.EventPrinter.count;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.format.AuditLog;
import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.audit.github.GitHubSink;
import dev.trustedpublishing.cli.job.Job;
import dev.trustedpublishing.cli.progress.UploadBar;
import dev.trustedpublishing.cli.shell.JsonDocument;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code publish}. Not part of the command, because picocli looks at each method of that
 * and would load the library for a help text.
 */
final class PublishRun {
  private static final int MAX_CONCURRENCY = 64;
  private static final String PROTOCOL = PyPiRepository.ID + "+";

  /** The names and the upload URLs of PyPI and TestPyPI. */
  private static final Pattern OWN_INDEX =
      Pattern.compile("(test)?pypi|https://(upload|test)\\.pypi\\.org/legacy/?");

  private final Shell shell;
  private final PublishCommand options;
  private final Job job;
  private final String repository;
  private final Optional<Path> auditLog;
  private final @Nullable UploadBar bar;
  private final EventPrinter lines;

  PublishRun(Shell shell, PublishCommand options) {
    this.shell = shell;
    this.options = options;
    this.job = new Job(shell, options.job);
    this.repository = job.repository();
    this.auditLog = Optional.ofNullable(options.auditLog).map(shell.folder()::resolve);
    boolean draws = !options.json && !options.quiet && shell.terminal().getAsBoolean();
    this.bar = draws ? new UploadBar(shell.out()) : null;
    this.lines = new EventPrinter(forPeople()::println, shell::warn);
  }

  void run() {
    List<Path> files = new FilePatterns(shell.folder()).files(options.files, repository);
    rejectNpmPackage(files);
    TrustedPublisher publisher = publisher();
    try {
      if (options.dryRun) {
        plan(publisher, files);
      } else {
        publish(publisher, files);
      }
    } finally {
      close(publisher);
    }
  }

  /** No index for Python accepts this ending, and npm gives it to every package. */
  private void rejectNpmPackage(List<Path> files) {
    files.stream()
        .filter(file -> file.toString().endsWith(".tgz") && isPyPi())
        .findFirst()
        .ifPresent(file -> {
          throw UsageError.of(
              Problem.of(
                      ErrorCode.USAGE_UNSUPPORTED_FILE,
                      SafeText.shown(String.valueOf(file.getFileName()))
                          + " can't be published to "
                          + SafeText.shown(repository)
                          + ".")
                  .found("a name that ends with .tgz, as npm packages have it")
                  .expected("a name that ends with .whl or .tar.gz")
                  .remedy(
                      "If it is an npm package: --repository npm. If it is a source distribution"
                          + " for Python, build it anew: its name must end with .tar.gz."));
        });
  }

  private TrustedPublisher publisher() {
    TrustedPublisherBuilder builder =
        job.publisher().onEvent(printed()).workflowCommands(this::command);
    if (bar == null) {
      builder.onProgress(lines);
    } else {
      builder.onEvent(bar).onProgress(bar);
    }
    new CredentialRule(shell.environment(), job.repositoryName(), job.pypirc())
        .apply(options.trustedPublishing, builder);
    builder.attestations(options.attestations);
    options.npm.configured(repository, shell.folder()).ifPresent(builder::with);
    if (options.concurrency != null) {
      builder.concurrency(checked(options.concurrency));
    }
    pypi().ifPresent(builder::with);
    if (options.keepGoing) {
      builder.keepGoing();
    }
    if (options.skipExisting) {
      builder.skipExisting();
    }
    auditLog
        .map(options.auditChain ? AuditSinks::chainedJsonLines : AuditSinks::jsonLines)
        .ifPresent(builder::onEvent);
    return builder.build();
  }

  /** One sink: each has a thread of its own, and the order of the lines must not vary. */
  private AuditSink printed() {
    if (options.noAnnotations || !"true".equals(shell.environment().get("GITHUB_ACTIONS"))) {
      return lines;
    }
    AuditSink annotations = GitHubSink.create(shell.environment(), this::annotation);
    return entry -> {
      lines.accept(entry);
      annotations.accept(entry);
    };
  }

  private static int checked(int concurrency) {
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw UsageError.of(
          UsageError.option("--concurrency must be between 1 and " + MAX_CONCURRENCY + ".")
              .found(String.valueOf(concurrency))
              .expected("a number from 1 to " + MAX_CONCURRENCY)
              .remedy("Correct --concurrency, or omit it."));
    }
    return concurrency;
  }

  /** The repository for Python with what was chosen for it. */
  private Optional<PackageRepository> pypi() {
    if (!isPyPi()) {
      if (options.maxFileSize != null) {
        throw notForPyPi("This repository has no configurable file size limit.", "--max-file-size");
      }
      if (options.index != null) {
        throw notForPyPi("This repository has no index of its own.", "--index");
      }
      return Optional.empty();
    }
    Optional<String> index = index();
    if (options.maxFileSize == null && index.isEmpty()) {
      return Optional.empty();
    }
    PyPiRepository pypi =
        options.maxFileSize == null
            ? new PyPiRepository()
            : PyPiRepository.withFileLimit(options.maxFileSize);
    return Optional.of(index.isEmpty() ? pypi : withIndex(pypi, index.get()));
  }

  /** The named index; the variable may be for another repository of the same job than PyPI. */
  private Optional<String> index() {
    if (OWN_INDEX.matcher(address()).matches()) {
      if (options.index != null) {
        throw UsageError.of(
            UsageError.option("--index is for other indexes than PyPI and TestPyPI.")
                .found("--index for " + SafeText.shown(repository))
                .expected("no --index: the index of each is known")
                .remedy("Omit --index, or correct --repository."));
      }
      return Optional.empty();
    }
    return Optional.ofNullable(options.index)
        .or(() -> Optional.ofNullable(shell.environment().get("TRUSTED_PUBLISH_INDEX")))
        .or(() -> job.pypirc().index(job.repositoryName()))
        .filter(url -> !url.isBlank());
  }

  private static PackageRepository withIndex(PyPiRepository pypi, String url) {
    try {
      return pypi.withIndex(url);
    } catch (IllegalArgumentException e) {
      throw UsageError.of(
          Problem.of(ErrorCode.USAGE_INVALID_URL, "The URL of the index is invalid.")
              .found(SafeText.reason(e))
              .expected("the simple index of the repository, such as https://host/simple/")
              .remedy("Correct --index, or TRUSTED_PUBLISH_INDEX, or 'index' in .pypirc."));
    }
  }

  private TrustedPublishingException notForPyPi(String what, String option) {
    return UsageError.of(
        UsageError.option(what)
            .found(option + " for " + SafeText.shown(repository))
            .expected("a repository of type 'pypi'")
            .remedy("Omit " + option + ", or correct --repository."));
  }

  private boolean isPyPi() {
    String address = address();
    return OWN_INDEX.matcher(address).matches()
        || address.startsWith("https:")
        || address.startsWith("http:");
  }

  private String address() {
    String text = repository.strip().toLowerCase(Locale.ROOT);
    return text.startsWith(PROTOCOL) ? text.substring(PROTOCOL.length()) : text;
  }

  private void plan(TrustedPublisher publisher, List<Path> files) {
    List<Artifact> artifacts = publisher.plan(files);
    String shown = SafeText.shown(repository);
    lines.line(
        "dry run",
        count(artifacts.size(), "file") + " would be published to " + shown + "; nothing was sent");
    if (options.json) {
      List<Map<String, Object>> members = artifacts.stream().map(PublishRun::members).toList();
      shell
          .out()
          .println(
              new JsonDocument("planned", 0).with("repository", shown).with("artifacts", members));
    }
  }

  private static Map<String, Object> members(Artifact artifact) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("filename", SafeText.shown(artifact.filename()));
    members.put("package", SafeText.shown(artifact.packageName()));
    members.put("version", SafeText.shown(artifact.version()));
    members.put("size", artifact.file().size());
    members.put("sha256", artifact.file().sha256());
    return members;
  }

  private void publish(TrustedPublisher publisher, List<Path> files) {
    PublishReport report;
    try {
      report = publisher.publish(files);
    } catch (PublishFailedException e) {
      e.report().warnings().forEach(lines::warn);
      throw e;
    } finally {
      if (bar != null) {
        bar.close();
      }
    }
    report.warnings().forEach(lines::warn);
    forPeople().println("\n" + report.text());
    if (options.json) {
      shell.out().println(new JsonDocument("published", 0).with(report.attributes()));
    }
  }

  /** An incomplete audit log does not fail a release. */
  private void close(TrustedPublisher publisher) {
    try {
      publisher.close();
      auditLog.filter(log -> options.auditChain).ifPresent(this::anchor);
    } catch (IOException e) {
      lines.warn(
          Problem.of(ErrorCode.USAGE_SINK_FAILED, "The audit log may be incomplete.")
              .found(SafeText.reason(e))
              .expected("a file that can be written completely")
              .remedy("Check the disk that stores it. Publishing was not affected."));
    }
  }

  /**
   * The job's log contains the last hash of the audit log, so that a replaced audit log is
   * detected.
   */
  private void anchor(Path log) {
    AuditLog checked = AuditLog.check(log);
    lines.line(
        "audit",
        count(checked.lines(), "line")
            + " in "
            + SafeText.shown(log.toString())
            + ", the last one has the sha256 "
            + checked.lastHash());
  }

  /**
   * GitHub's runner reads commands from both streams; with --json, standard output is used for the
   * report.
   */
  private void command(String line) {
    (options.json ? shell.err() : shell.out()).println(line);
  }

  private void annotation(String line) {
    if (!options.quiet || !line.startsWith("::notice")) {
      command(line);
    }
  }

  private PrintWriter forPeople() {
    if (options.quiet) {
      return new PrintWriter(Writer.nullWriter());
    }
    if (options.json) {
      return shell.err();
    }
    return bar == null ? shell.out() : bar.linesAbove();
  }
}

package dev.trustedpublishing.audit.github;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.format.Markdown;
import dev.trustedpublishing.audit.format.ReportTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Shows on GitHub Actions what people should see without opening the log: an annotation for each
 * warning and each failure, a notice for a success, and the table of the files in the job's
 * summary. Thread-safe.
 */
public final class GitHubSink implements AuditSink {
  /** GitHub shows ten errors per step; one is reserved for the failure of the run. */
  private static final int MAX_FILES = 9;

  /** GitHub accepts 1 MiB per step. */
  private static final int MAX_ROWS = 1_000;

  private final Optional<Path> summary;
  private final Consumer<String> console;
  private final Map<String, Progress> runs = new HashMap<>();

  private GitHubSink(Optional<Path> summary, Consumer<String> console) {
    this.summary = summary;
    this.console = console;
  }

  /**
   * Creates a sink.
   *
   * @param environment the job's variables; {@code GITHUB_STEP_SUMMARY} names the summary file,
   *     without which there is no summary
   * @param console receives the workflow commands, one line at a time: the standard output, which
   *     the runner reads
   * @return the sink
   */
  public static GitHubSink create(Map<String, String> environment, Consumer<String> console) {
    return new GitHubSink(
        CiEnvironment.of(environment).get("GITHUB_STEP_SUMMARY").map(Path::of), console);
  }

  /** The state of a run so far. */
  private static final class Progress {
    private String target = "";
    private String origin = "";
    private int failed;
    private int left;
    private final Set<String> shown = new HashSet<>();
    private final Map<String, Long> planned = new LinkedHashMap<>();
    private final List<ReportTable.Row> files = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
  }

  @Override
  public synchronized void accept(AuditEntry entry) {
    Progress run = runs.computeIfAbsent(entry.runId(), id -> new Progress());
    AuditEvent event = entry.event();
    if (event instanceof AuditEvent.RunStarted started) {
      run.target = started.target();
      run.origin = started.origin();
    } else if (event instanceof AuditEvent.ArtifactPlanned file) {
      run.planned.put(file.filename(), file.size());
    } else if (event instanceof AuditEvent.ArtifactPublished file) {
      file(run, file.filename(), "published", Optional.empty(), file.attempts(), file.duration());
    } else if (event instanceof AuditEvent.ArtifactAlreadyThere file) {
      file(run, file.filename(), "already-there", Optional.empty(), 0, file.duration());
    } else if (event instanceof AuditEvent.ArtifactFailed file) {
      file(run, file.filename(), file.state(), file.code(), file.attempts(), file.duration());
      if (run.failed++ < MAX_FILES) {
        file.reason().ifPresent(run.shown::add);
        command("error", file.code().orElse(file.state()), failure(file));
      }
    } else if (event instanceof AuditEvent.Warned warned) {
      Problem problem = warned.problem();
      run.warnings.add(Markdown.warning(problem));
      command("warning", problem.code().value(), problem.what() + "\n" + problem.remedy());
    } else if (event instanceof AuditEvent.RunFinished finished) {
      finish(run, finished);
      runs.remove(entry.runId());
    }
  }

  private static String failure(AuditEvent.ArtifactFailed file) {
    String reason = file.reason().orElse(file.state());
    return reason.contains(file.filename()) ? reason : file.filename() + ": " + reason;
  }

  private static void file(
      Progress run,
      String filename,
      String state,
      Optional<String> code,
      int attempts,
      Duration duration) {
    long bytes = Optional.ofNullable(run.planned.remove(filename)).orElse(0L);
    if (run.files.size() == MAX_ROWS) {
      run.left++;
      return;
    }
    run.files.add(new ReportTable.Row(filename, state, code, bytes, attempts, duration));
  }

  private void finish(Progress run, AuditEvent.RunFinished finished) {
    for (String left : List.copyOf(run.planned.keySet())) {
      file(run, left, "not-attempted", Optional.empty(), 0, Duration.ZERO);
    }
    String words =
        "published %s of %s files at %s"
            .formatted(
                finished.published(), finished.published() + finished.notPublished(), run.origin);
    // The reason may be that of a file, which has an annotation of its own.
    boolean isShown = finished.reason().map(run.shown::contains).orElse(run.failed > 0);
    if (finished.code().isPresent() && (!isShown || run.failed > MAX_FILES)) {
      command(
          "error",
          finished.code().get(),
          finished.reason().map(reason -> reason + "\n").orElse("") + words);
    } else {
      command("notice", finished.code().orElse("Trusted publishing"), words);
    }
    summary.ifPresent(file -> write(file, summary(run, finished)));
  }

  private static String summary(Progress run, AuditEvent.RunFinished finished) {
    List<String> blocks = new ArrayList<>();
    blocks.add(Markdown.heading(run.target + ": " + finished.result()));
    finished
        .code()
        .ifPresent(code ->
            blocks.add(Markdown.escaped(finished.reason().orElse("")) + " (`" + code + "`)"));
    if (!run.files.isEmpty()) {
      blocks.add(new ReportTable(run.files).markdown());
    }
    if (run.left > 0) {
      blocks.add("and " + run.left + " more files");
    }
    blocks.addAll(run.warnings);
    return String.join("\n\n", blocks) + "\n\n";
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** GitHub's runner ends a command at a line break and a property at a comma or a colon. */
  private void command(String name, String title, String text) {
    console.accept(
        "::"
            + name
            + " title="
            + data(title).replace(":", "%3A").replace(",", "%2C")
            + "::"
            + data(text));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }
}

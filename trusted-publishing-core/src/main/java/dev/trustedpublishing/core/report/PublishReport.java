package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.format.Markdown;
import dev.trustedpublishing.audit.format.ReportTable;
import dev.trustedpublishing.core.json.StrictJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report of a run. Contains every planned artifact exactly once, in planning order. Immutable.
 *
 * @param runId the run, as in its audit trail
 * @param target the registry
 * @param artifacts the result of each artifact
 * @param revocations the revocation of each API token
 * @param warnings the warnings of the run
 * @param duration the duration of the run
 */
public record PublishReport(
    String runId,
    RepositoryTarget target,
    List<ArtifactResult> artifacts,
    List<Revocation> revocations,
    List<Problem> warnings,
    Duration duration) {

  /** Copies the lists. */
  public PublishReport {
    artifacts = List.copyOf(artifacts);
    revocations = List.copyOf(revocations);
    warnings = List.copyOf(warnings);
  }

  /**
   * Counts artifacts.
   *
   * @param state the state to count
   * @return the number of artifacts in that state
   */
  public int count(ArtifactState state) {
    return (int) artifacts.stream().filter(result -> result.state() == state).count();
  }

  /**
   * Returns whether the registry has every artifact.
   *
   * @return true if all are published or already published
   */
  public boolean isComplete() {
    return !artifacts.isEmpty()
        && artifacts.stream().allMatch(result -> result.state().isPublished());
  }

  /**
   * Returns whether the result is partial: only some artifacts are published, or an outcome is
   * unknown.
   *
   * @return true if someone must check before restarting the job
   */
  public boolean isPartial() {
    boolean some = artifacts.stream().anyMatch(result -> result.state().isPublished());
    return !isComplete() && (some || count(ArtifactState.UNKNOWN) > 0);
  }

  /**
   * Returns the report for people: a table with state, size, attempts, time, and rate, followed by
   * the web pages of the releases.
   *
   * @return the lines, without a line break at the end
   */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(table().text());
    pages().forEach(page -> lines.add("page: " + page));
    return String.join("\n", lines);
  }

  /**
   * Returns the report in Markdown, for comments and job summaries, with the warnings.
   *
   * @return the text, without a line break at the end
   */
  public String markdown() {
    List<String> blocks = new ArrayList<>();
    String outcome =
        isComplete() ? "published" : isPartial() ? "partly published" : "not published";
    blocks.add(Markdown.heading(target.name() + ": " + outcome));
    blocks.add(table().markdown());
    if (!pages().isEmpty()) {
      blocks.add(
          pages().stream().map(page -> "- <" + page + ">").collect(Collectors.joining("\n")));
    }
    warnings.forEach(warning -> blocks.add(Markdown.warning(warning)));
    return String.join("\n\n", blocks);
  }

  private ReportTable table() {
    return new ReportTable(artifacts.stream().map(ArtifactResult::row).toList());
  }

  /** Returns the web pages of the releases. */
  private List<URI> pages() {
    return artifacts.stream().flatMap(result -> result.page().stream()).distinct().toList();
  }

  /**
   * Returns the report for programs: the members of a JSON object, in a fixed order. Times are in
   * milliseconds, sizes in bytes, names as in the audit trail; unknown values are omitted.
   *
   * @return name to string, number, list or map; a copy
   */
  public Map<String, Object> attributes() {
    return ReportDocument.of(this);
  }

  /**
   * Returns the {@link #attributes()} as text.
   *
   * @return one line of JSON
   */
  public String json() {
    return new String(new StrictJson().write(attributes()), StandardCharsets.UTF_8);
  }
}

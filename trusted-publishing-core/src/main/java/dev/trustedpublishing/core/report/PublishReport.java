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
 * What a run did. Holds every planned artifact exactly once, in the order in which they were
 * planned. Immutable.
 *
 * @param runId the run, as in its audit trail
 * @param target the registry
 * @param artifacts what became of each artifact
 * @param revocations what became of each API token
 * @param warnings what did not stop the run but should be looked at
 * @param duration how long the run took
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
   * @return how many artifacts ended in it
   */
  public int count(ArtifactState state) {
    return (int) artifacts.stream().filter(result -> result.state() == state).count();
  }

  /**
   * Tells whether the registry has every artifact.
   *
   * @return true if all are published or already there
   */
  public boolean isComplete() {
    return !artifacts.isEmpty()
        && artifacts.stream().allMatch(result -> result.state().isPublished());
  }

  /**
   * Tells whether the run ended in between: some artifacts are there and others are not, or nobody
   * knows.
   *
   * @return true if somebody has to look before the job is started again
   */
  public boolean isPartial() {
    boolean some = artifacts.stream().anyMatch(result -> result.state().isPublished());
    return !isComplete() && (some || count(ArtifactState.UNKNOWN) > 0);
  }

  /**
   * Tells people what became of each file: a table with state, size, attempts, time and rate, and
   * below it the pages of the releases.
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
   * Tells people the same in Markdown, as comments and job summaries want it, with the warnings.
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

  /** Where people can look at the releases. */
  private List<URI> pages() {
    return artifacts.stream().flatMap(result -> result.page().stream()).distinct().toList();
  }

  /**
   * Tells programs the same: the members of a JSON object, in a fixed order. Times are in
   * milliseconds, sizes in bytes, names as in the audit trail; what is not known is left out.
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

package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.spi.Detection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of identity provider detection: the result of every provider and the selection.
 * Created without network; contains no secret. Immutable.
 *
 * @param verdicts the result of each provider, sorted by id; a supplied token comes first
 * @param chosen the id of the selected provider; empty if there is none
 * @param problems why there is none, the decisive one first; empty if there is one
 */
public record DetectionReport(
    List<Verdict> verdicts, Optional<String> chosen, List<Problem> problems) {

  /**
   * The result of one identity provider.
   *
   * @param provider the provider's id
   * @param detection what it found
   */
  public record Verdict(String provider, Detection detection) {

    /**
     * Returns the result in one word.
     *
     * @return {@code available}, {@code absent} or {@code misconfigured}
     */
    public String word() {
      if (detection instanceof Detection.Available) {
        return "available";
      }
      return detection instanceof Detection.Misconfigured ? "misconfigured" : "absent";
    }

    /**
     * Returns the reason in short form.
     *
     * @return the CI system's name, the problem, or the expected variable
     */
    public String detail() {
      if (detection instanceof Detection.Available available) {
        return available.system();
      }
      return detection instanceof Detection.Misconfigured misconfigured
          ? misconfigured.problem().what()
          : "looked for " + ((Detection.Absent) detection).lookedFor();
    }
  }

  /** Copies the lists. */
  public DetectionReport {
    verdicts = List.copyOf(verdicts);
    problems = List.copyOf(problems);
  }

  /**
   * Returns the results, one per line, the selection, and the fix if there is none.
   *
   * @return the text, without a line break at the end
   */
  public String text() {
    String table =
        verdicts.stream()
            .map(v -> "  %-13s %-14s%s\n".formatted(v.provider(), v.word(), v.detail()))
            .collect(Collectors.joining());
    String outcome =
        chosen
            .map(id -> "Identity tokens come from: " + id)
            .orElseGet(
                () -> problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    return "Identity providers:\n" + table + outcome;
  }

  @Override
  public String toString() {
    return text();
  }
}

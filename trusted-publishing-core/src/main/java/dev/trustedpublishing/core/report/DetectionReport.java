package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.spi.Detection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who could say who is publishing, and who will: the verdict of every identity provider. Made
 * without network; nothing in it is secret. Immutable.
 *
 * @param verdicts what each provider found, in the order of their ids; a token that is carried in
 *     by hand comes first
 * @param chosen the id of the provider that gives the identity tokens; empty if there is none
 * @param problems why there is none, the decisive one first; empty if there is one
 */
public record DetectionReport(
    List<Verdict> verdicts, Optional<String> chosen, List<Problem> problems) {

  /**
   * What one identity provider found.
   *
   * @param provider the provider's id
   * @param detection what it found
   */
  public record Verdict(String provider, Detection detection) {

    /**
     * Returns the verdict in one word.
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
     * Returns what is behind the verdict, in short.
     *
     * @return the CI system's name, what is wrong there, or what was looked for
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
   * The verdicts on lines of their own, the choice, and what to do if there is none.
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

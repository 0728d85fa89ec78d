package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether attestations can be made in this job. Immutable.
 *
 * @param attestor the id of what would sign them
 * @param required whether a run without attestations fails
 * @param findings what speaks against them; may be empty
 * @param obstacle the finding because of which a run signs nothing; empty if it would sign where
 *     the registry accepts attestations. What is only known later may still prevent it
 */
public record AttestationReport(
    String attestor, boolean required, List<Finding> findings, Optional<Problem> obstacle) {

  /** Copies the list. */
  public AttestationReport {
    findings = List.copyOf(findings);
  }

  /**
   * Returns the report for people.
   *
   * @return a part of a sentence that follows "Attestations of this job: "
   */
  public String text() {
    return obstacle
        .map(problem -> "not possible. " + problem.what())
        .orElseGet(() -> "possible, signed by " + SafeText.shown(attestor));
  }

  /**
   * Returns the report for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to string or boolean; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attestor", SafeText.shown(attestor));
    members.put("possible", obstacle.isEmpty());
    members.put("required", required);
    obstacle.ifPresent(problem -> members.put("reason", problem.what()));
    return members;
  }
}

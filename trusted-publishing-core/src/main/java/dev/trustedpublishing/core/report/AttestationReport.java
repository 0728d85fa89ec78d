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
 * @param possible whether a run would sign where the registry accepts attestations; what is only
 *     known later may still prevent it
 * @param required whether a run without attestations fails
 * @param findings what speaks against them; not empty if they are not possible
 */
public record AttestationReport(
    String attestor, boolean possible, boolean required, List<Finding> findings) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if attestations are not possible for no reason
   */
  public AttestationReport {
    findings = List.copyOf(findings);
    if (!possible && findings.isEmpty()) {
      throw new IllegalArgumentException("A finding must say why attestations are not possible.");
    }
  }

  /**
   * Returns the report for people.
   *
   * @return a part of a sentence that follows "Attestations of this job: "
   */
  public String text() {
    return possible
        ? "possible, signed by " + SafeText.shown(attestor)
        : "not possible. " + reason(findings).what();
  }

  /**
   * Returns the report for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to string or boolean; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attestor", SafeText.shown(attestor));
    members.put("possible", possible);
    members.put("required", required);
    if (!possible) {
      members.put("reason", reason(findings).what());
    }
    return members;
  }

  /**
   * Returns why attestations are certainly rejected.
   *
   * @param findings what speaks against them
   * @return the first certain rejection; empty if there is none
   */
  public static Optional<Problem> refusal(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.REFUSAL)
        .map(Finding::problem)
        .findFirst();
  }

  /**
   * Returns why nothing is signed.
   *
   * @param findings what speaks against it, at least one
   * @return the first certain rejection, otherwise the first finding
   */
  public static Problem reason(List<Finding> findings) {
    return refusal(findings).orElseGet(() -> findings.get(0).problem());
  }
}

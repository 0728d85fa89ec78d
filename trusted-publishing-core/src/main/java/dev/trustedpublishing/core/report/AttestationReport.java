package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a run in this job would make attestations. Immutable.
 *
 * @param attestor the id of what would sign them
 * @param made whether it would sign; what is only known later may still prevent it
 * @param required whether a run without attestations fails
 * @param findings what speaks against them; may be empty
 */
public record AttestationReport(
    String attestor, boolean made, boolean required, List<Finding> findings) {

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
    return made
        ? "signed by " + SafeText.shown(attestor)
        : (required ? "impossible" : "none") + ": " + findings.get(0).problem().what();
  }

  /**
   * Returns the report for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to string or boolean; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attestor", SafeText.shown(attestor));
    members.put("made", made);
    members.put("required", required);
    if (!made) {
      members.put("reason", findings.get(0).problem().what());
    }
    return members;
  }
}

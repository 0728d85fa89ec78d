package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.core.report.AttestationReport;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.Plugin;
import dev.trustedpublishing.core.report.SignatureResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of {@link Doctor}. Contains no secret or personal data. Immutable.
 *
 * @param repository the registry that was meant
 * @param detection the detected CI systems
 * @param claims the claims that an identity token of this job contains, or would contain; empty if
 *     unknown
 * @param claimsFrom the source of the claims; empty if there are none
 * @param signature whether the issuer of the token signed it; empty if none was obtained
 * @param attestation whether a run would make attestations; empty if it is unknown or none are
 *     wanted
 * @param fields the fields that the registry compares; empty if there are no claims
 * @param findings what is wrong, the worst first
 * @param plugins the implementations of the SPIs that a run would use
 * @param versions the versions in use: name to version
 */
public record Diagnosis(
    String repository,
    DetectionReport detection,
    Map<String, String> claims,
    Optional<String> claimsFrom,
    Optional<SignatureResult> signature,
    Optional<AttestationReport> attestation,
    List<FieldCheck> fields,
    List<DoctorFinding> findings,
    List<Plugin> plugins,
    Map<String, String> versions) {
  private static final String FIELD_ROW = "%-12s %-24s %-24s %-13s %s";

  /** Copies the collections, in their order. */
  public Diagnosis {
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    fields = List.copyOf(fields);
    findings = List.copyOf(findings);
    plugins = List.copyOf(plugins);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /**
   * Returns what prevents this job from publishing.
   *
   * @return the code of the first error; empty if there is none
   */
  public Optional<ErrorCode> firstError() {
    return findings.stream()
        .filter(finding -> finding.severity() == DoctorFinding.Severity.ERROR)
        .map(finding -> finding.problem().code())
        .findFirst();
  }

  /**
   * The diagnosis for people.
   *
   * @return the lines, without a line break at the end
   */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("Identity providers:");
    for (DetectionReport.Verdict verdict : detection.verdicts()) {
      row(lines, "%-13s %-14s%s".formatted(verdict.provider(), verdict.word(), verdict.detail()));
    }
    lines.add(
        claimsFrom
            .map(source -> "\nIdentity of this job, from " + source + ":")
            .orElse("\nIdentity of this job: unknown"));
    table(lines, claims);
    signature.ifPresent(result -> lines.add("Signature of the identity token: " + result.text()));
    attestation.ifPresent(report -> lines.add("Attestations of this job: " + report.text()));
    if (!fields.isEmpty()) {
      lines.add("\nWhat " + SafeText.shown(repository) + " compares:");
      row(lines, FIELD_ROW.formatted("field", "this job", "expected", "verdict", "how"));
    }
    for (FieldCheck check : fields) {
      row(
          lines,
          FIELD_ROW.formatted(
              check.field(),
              shown(check.presented(), "(unknown)"),
              shown(check.expected(), "-"),
              check.verdict(),
              check.rule()));
    }
    lines.add(findings.isEmpty() ? "\nFindings: none" : "\nFindings:");
    for (DoctorFinding finding : findings) {
      lines.add(finding.severity() + ": " + finding.problem().text());
      lines.add("  Code:     " + finding.problem().code());
    }
    lines.add("\nPlug-ins");
    plugins.forEach(plugin -> row(lines, plugin.text()));
    lines.add("\nVersions");
    table(lines, versions);
    return String.join("\n", lines);
  }

  /**
   * The diagnosis for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to string, list or map; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("repository", SafeText.shown(repository));
    members.put("providers", detection.verdicts().stream().map(Diagnosis::of).toList());
    detection.chosen().ifPresent(id -> members.put("chosen", id));
    members.put("claims", claims);
    claimsFrom.ifPresent(source -> members.put("claims_from", source));
    signature.ifPresent(result -> members.put("signature", result.attributes()));
    attestation.ifPresent(report -> members.put("attestation", report.attributes()));
    members.put("fields", fields.stream().map(Diagnosis::of).toList());
    members.put("findings", findings.stream().map(Diagnosis::of).toList());
    members.put("plugins", plugins.stream().map(Plugin::attributes).toList());
    members.put("versions", versions);
    return members;
  }

  private static Map<String, Object> of(DetectionReport.Verdict verdict) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("provider", verdict.provider());
    members.put("verdict", verdict.word());
    members.put("detail", SafeText.shown(verdict.detail()));
    return members;
  }

  private static Map<String, Object> of(FieldCheck check) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("field", check.field().toString());
    members.put("rule", check.rule());
    check.presented().ifPresent(value -> members.put("presented", SafeText.shown(value)));
    check.expected().ifPresent(value -> members.put("expected", SafeText.shown(value)));
    members.put("verdict", check.verdict());
    return members;
  }

  private static Map<String, Object> of(DoctorFinding finding) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("severity", finding.severity().toString());
    members.put("code", finding.problem().code().value());
    members.put("what", finding.problem().what());
    finding.problem().found().ifPresent(found -> members.put("evidence", found));
    finding.problem().expected().ifPresent(expected -> members.put("wanted", expected));
    members.put("fix", finding.problem().remedy());
    return members;
  }

  private static void table(List<String> lines, Map<String, String> rows) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(1);
    String format = "%-" + width + "s  %s";
    rows.forEach((name, value) -> row(lines, format.formatted(name, value)));
  }

  private static void row(List<String> lines, String cells) {
    lines.add("  " + cells.stripTrailing());
  }

  private static String shown(Optional<String> value, String absent) {
    return value.map(text -> text.isEmpty() ? "(none)" : SafeText.shown(text)).orElse(absent);
  }
}

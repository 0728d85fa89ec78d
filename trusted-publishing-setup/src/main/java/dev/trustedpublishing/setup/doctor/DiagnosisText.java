package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A diagnosis for people: sections, tables, and every finding with evidence and fix. */
final class DiagnosisText {
  private final List<String> lines = new ArrayList<>();

  DiagnosisText(Diagnosis diagnosis) {
    lines.add("Identity providers:");
    diagnosis
        .detection()
        .verdicts()
        .forEach(v ->
            row(String.format(Locale.ROOT, "%-13s %-14s%s", v.provider(), v.word(), v.detail())));
    identity(diagnosis);
    fields(diagnosis);
    findings(diagnosis);
    section("Versions");
    table(diagnosis.versions());
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }

  private void identity(Diagnosis diagnosis) {
    section(
        diagnosis
            .claimsFrom()
            .map(source -> "Identity of this job, from " + source + ":")
            .orElse("Identity of this job: unknown"));
    table(diagnosis.claims());
    diagnosis
        .signature()
        .ifPresent(result -> lines.add("Signature of the identity token: " + result.text()));
  }

  private void fields(Diagnosis diagnosis) {
    if (diagnosis.fields().isEmpty()) {
      return;
    }
    section("What " + SafeText.shown(diagnosis.repository()) + " compares:");
    field("field", "this job", "expected", "verdict", "how");
    for (FieldCheck check : diagnosis.fields()) {
      field(
          check.field().toString(),
          shown(check.presented()),
          check.expected().isPresent() ? shown(check.expected()) : "-",
          check.verdict(),
          check.rule());
    }
  }

  private void field(String name, String job, String expected, String verdict, String how) {
    row(
        String.format(
            Locale.ROOT, "%-12s %-24s %-24s %-13s %s", name, job, expected, verdict, how));
  }

  private void findings(Diagnosis diagnosis) {
    section(diagnosis.findings().isEmpty() ? "Findings: none" : "Findings:");
    for (DoctorFinding finding : diagnosis.findings()) {
      lines.add(finding.severity() + ": " + finding.problem().text());
      lines.add("  Code:     " + finding.problem().code());
    }
  }

  private void table(Map<String, String> rows) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    rows.forEach((name, value) -> row(name + " ".repeat(width - name.length()) + "  " + value));
  }

  private void section(String title) {
    lines.add("");
    lines.add(title);
  }

  private void row(String text) {
    lines.add("  " + text.stripTrailing());
  }

  private static String shown(Optional<String> value) {
    return value.map(v -> v.isEmpty() ? "(none)" : SafeText.shown(v)).orElse("(unknown)");
  }
}

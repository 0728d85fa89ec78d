package dev.trustedpublishing.core.doctor;

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
        .forEach(v -> row("%-13s %-14s%s", v.provider(), v.word(), v.detail()));
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
            .map(source -> "Identity that this job presents, from " + source + ":")
            .orElse("Identity that this job presents: not known"));
    table(diagnosis.claims());
  }

  private void fields(Diagnosis diagnosis) {
    if (diagnosis.fields().isEmpty()) {
      return;
    }
    section("What " + SafeText.shown(diagnosis.repository()) + " compares:");
    row("%-12s %-24s %-24s %-13s %s", "field", "this job", "expected", "verdict", "how");
    for (FieldCheck check : diagnosis.fields()) {
      row(
          "%-12s %-24s %-24s %-13s %s",
          check.field(),
          shown(check.presented()),
          check.expected().isPresent() ? shown(check.expected()) : "-",
          check.verdict(),
          check.rule());
    }
  }

  private void findings(Diagnosis diagnosis) {
    section(diagnosis.findings().isEmpty() ? "Findings: none" : "Findings:");
    for (DoctorFinding finding : diagnosis.findings()) {
      lines.add(
          finding.severity()
              + ": "
              + finding.problem().text()
              + "\n  code:   "
              + finding.problem().code());
    }
  }

  private void table(Map<String, String> rows) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(1);
    rows.forEach((name, value) -> row("%-" + width + "s  %s", name, value));
  }

  private void section(String title) {
    lines.add("");
    lines.add(title);
  }

  private void row(String format, Object... cells) {
    lines.add("  " + String.format(Locale.ROOT, format, cells).stripTrailing());
  }

  private static String shown(Optional<String> value) {
    return value.map(v -> v.isEmpty() ? "(none)" : SafeText.shown(v)).orElse("(not known)");
  }
}

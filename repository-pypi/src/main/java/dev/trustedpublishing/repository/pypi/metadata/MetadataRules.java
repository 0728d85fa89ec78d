package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata.Entry;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of metadata as a whole, reported with the line of the file. What only PyPI can know
 * (whether reStructuredText renders) is left to PyPI.
 *
 * @param file the archive, for strings
 * @param member the name of the metadata file in the archive, for strings
 * @param metadata the content of that file
 * @param findings receives every broken rule
 */
public record MetadataRules(
    ArchiveFile file, String member, CoreMetadata metadata, FileProblems findings) {
  private static final List<MetadataField> REQUIRED =
      List.of(MetadataField.METADATA_VERSION, MetadataField.NAME, MetadataField.VERSION);

  /**
   * Checks everything.
   *
   * @param licenseFolder where the license files must be, with a slash at its end
   * @param members the paths of all members of the archive
   */
  public void check(String licenseFolder, Set<String> members) {
    REQUIRED.stream().filter(field -> metadata.first(field).isEmpty()).forEach(this::missing);
    metadata.all(MetadataField.METADATA_VERSION).stream()
        .findFirst()
        .ifPresent(this::checkMetadataVersion);
    checkRepetition();
    FieldRules values = new FieldRules(this);
    metadata.entries().forEach(values::check);
    checkLabels();
    checkOneLicense();
    checkLicenseFiles(licenseFolder, members);
  }

  /** License files must be in the archive (PEP 639; Warehouse, forklift/legacy.py). */
  private void checkLicenseFiles(String folder, Set<String> members) {
    for (Entry license : metadata.all(MetadataField.LICENSE_FILE)) {
      String path = folder + license.value();
      if (!members.contains(path)) {
        findings.report(
            "license-present",
            file.problem(
                    ErrorCode.PUBLISH_INVALID_METADATA,
                    "License-File '%s' (line %s) is not in the archive."
                        .formatted(SafeText.shown(license.value()), license.line()))
                .expected(SafeText.shown(path))
                .remedy(
                    "Include the file in the build, correct 'license-files' in the project's"
                        + " configuration, or update the build backend."));
      }
    }
  }

  private void checkMetadataVersion(Entry written) {
    String version = written.value();
    if (!MetadataField.VERSIONS.contains(version)) {
      report(
          "metadata-version",
          written,
          "one of " + String.join(", ", MetadataField.VERSIONS),
          "Use a release of the build backend that writes one of these versions.");
      return;
    }
    Set<MetadataField> reported = new HashSet<>();
    for (Entry entry : metadata.entries()) {
      MetadataField field = entry.field();
      if (field.isNewerThan(version) && reported.add(field)) {
        report(
            "field-since",
            entry,
            "Metadata-Version %s or newer for %s, not %s".formatted(field.since, field, version),
            "Update the build backend: it writes a field that the declared version does not have.");
      }
    }
  }

  private void checkRepetition() {
    for (MetadataField field : MetadataField.values()) {
      List<Entry> all = metadata.all(field);
      if (!field.repeatable && all.size() > 1) {
        report(
            "field-once",
            all.get(1),
            field + " once; it is also in line " + all.get(0).line(),
            "Build the file again; " + field + " may have one value only.");
      }
    }
  }

  private void checkLabels() {
    Set<String> labels = new HashSet<>();
    for (Entry entry : metadata.all(MetadataField.PROJECT_URL)) {
      String label = entry.value().split(",", 2)[0].strip();
      if (!labels.add(label)) {
        report(
            "url-labels",
            entry,
            "each label once; '" + SafeText.shown(label) + "' was used before",
            "Use another label for the second URL.");
      }
    }
  }

  private void checkOneLicense() {
    List<Entry> texts = metadata.all(MetadataField.LICENSE);
    if (!texts.isEmpty() && metadata.first(MetadataField.LICENSE_EXPRESSION).isPresent()) {
      report(
          "license-once",
          texts.get(0),
          "either License or License-Expression",
          "Keep 'license' as an SPDX expression, and remove the license text or table.");
    }
  }

  private void missing(MetadataField field) {
    findings.report(
        "metadata-required",
        file.problem(
                ErrorCode.PUBLISH_INVALID_METADATA,
                member + " has no " + field + ", or an empty one.")
            .expected(field + ": with a value")
            .remedy("Set it in the project's configuration and build the file again."));
  }

  void report(String rule, Entry entry, String expected, String remedy) {
    findings.report(
        rule,
        file.problem(
                ErrorCode.PUBLISH_INVALID_METADATA,
                "%s in line %s of %s breaks a rule.".formatted(entry.field(), entry.line(), member))
            .found("'" + SafeText.shown(entry.value()) + "'")
            .expected(expected)
            .remedy(remedy));
  }

  void warnAboutClassifier(Entry entry, String what, String expected, String remedy) {
    findings.report(
        "classifier",
        file.problem(ErrorCode.PUBLISH_INVALID_METADATA, "a classifier " + what + ".")
            .found(SafeText.shown(entry.value()) + " (line " + entry.line() + ")")
            .expected(expected)
            .remedy(remedy));
  }
}

package dev.trustedpublishing.testkit.registry.pypi.upload;

import static dev.trustedpublishing.testkit.registry.pypi.upload.MetadataChecks.invalid;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.PythonVersion;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import dev.trustedpublishing.testkit.registry.pypi.rule.DependencySpecifier;
import dev.trustedpublishing.testkit.registry.pypi.rule.LicenseExpressions;
import dev.trustedpublishing.testkit.registry.pypi.rule.VersionSpecifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The requirements of the core metadata specification, as packaging 26.2 reads it. Stateless. */
final class CoreMetadataChecks {

  private static final List<String> CONTENT_TYPES =
      List.of("text/plain", "text/x-rst", "text/markdown");
  private static final List<String> MARKDOWN_VARIANTS = List.of("GFM", "CommonMark");
  private static final Pattern ABSOLUTE = Pattern.compile("/.*|[A-Za-z]:[/\\\\].*|\\\\\\\\.*");
  private static final Pattern NOT_NORMAL =
      Pattern.compile("\\./.*|.*(\\\\|//|/\\./).*|.*/|.*/\\.", Pattern.DOTALL);

  void check(UploadForm form) {
    for (MetadataField field : MetadataField.values()) {
      if (field.isSentTooOften(form)) {
        throw invalid("'" + field.formName() + "' has invalid data");
      }
    }
    checkLabels(form);
    checkVersions(form);
    for (MetadataField field : MetadataField.values()) {
      check(form, field);
    }
  }

  private static void checkLabels(UploadForm form) {
    Set<String> labels = new HashSet<>();
    for (String value : form.all(MetadataField.PROJECT_URLS.formName())) {
      if (!labels.add(value.split(",", 2)[0].strip())) {
        throw invalid("'project_urls' has invalid data");
      }
    }
  }

  private static void checkVersions(UploadForm form) {
    String metadataVersion = form.find("metadata_version").orElse("");
    if (metadataVersion.isEmpty()) {
      throw invalid("None is not a valid metadata version");
    }
    if (!MetadataField.isMetadataVersion(metadataVersion)) {
      throw invalid(Repr.of(metadataVersion) + " is not a valid metadata version");
    }
    String version = form.find("version").orElse("");
    if (version.isEmpty()) {
      throw invalid("'version' is a required field");
    }
    if (PythonVersion.parse(version).isEmpty()) {
      throw invalid(Repr.of(version) + " is invalid for 'version'");
    }
  }

  private static void check(UploadForm form, MetadataField field) {
    List<String> values = form.all(field.formName());
    String metadataVersion = form.find("metadata_version").orElse("");
    if (!values.isEmpty() && field.isNewerThan(metadataVersion)) {
      throw invalid(
          field.metadataName()
              + " introduced in metadata version "
              + field.since()
              + ", not "
              + metadataVersion);
    }
    values.forEach(value -> check(field, value));
  }

  private static void check(MetadataField field, String value) {
    switch (field) {
      case SUMMARY -> {
        if (value.contains("\n")) {
          throw invalid("'summary' must be a single line");
        }
      }
      case DESCRIPTION_CONTENT_TYPE -> checkContentType(value);
      case REQUIRES_PYTHON -> require(VersionSpecifiers.areValid(value), field, value);
      case REQUIRES_DIST -> require(isDependency(value), field, value);
      case PROVIDES_EXTRA -> require(ProjectName.isValid(value), field, value);
      case LICENSE_EXPRESSION -> require(LicenseExpressions.isValid(value), field, value);
      case IMPORT_NAME, IMPORT_NAMESPACE -> ImportNames.check(field, value);
      case DYNAMIC -> checkDynamic(value);
      case LICENSE_FILE -> checkLicenseFile(value);
      default -> {
        // The specification allows any text in the other fields; PyPI has rules for some of them.
      }
    }
  }

  private static void require(boolean valid, MetadataField field, String value) {
    if (!valid) {
      throw invalid(Repr.of(value) + " is invalid for '" + field.metadataName() + "'");
    }
  }

  private static boolean isDependency(String value) {
    try {
      DependencySpecifier.parse(value);
      return true;
    } catch (DependencySpecifier.SyntaxException e) {
      return false;
    }
  }

  private static void checkContentType(String value) {
    String[] parts = value.split(";", -1);
    String type = parts[0].strip().toLowerCase(Locale.ROOT);
    if (!CONTENT_TYPES.contains(type)) {
      throw invalid(
          "'description-content-type' must be one of "
              + Repr.of(CONTENT_TYPES)
              + ", not "
              + Repr.of(value));
    }
    String charset = parameter(parts, "charset", "UTF-8");
    if (!charset.equals("UTF-8")) {
      throw invalid(
          "'description-content-type' can only specify the UTF-8 charset, not " + Repr.of(charset));
    }
    String variant = parameter(parts, "variant", "GFM");
    if (type.equals("text/markdown") && !MARKDOWN_VARIANTS.contains(variant)) {
      throw invalid(
          "valid Markdown variants for 'description-content-type' are "
              + Repr.of(MARKDOWN_VARIANTS)
              + ", not "
              + Repr.of(variant));
    }
  }

  private static String parameter(String[] parts, String name, String otherwise) {
    for (String part : parts) {
      String[] pair = part.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase(name)) {
        return pair[1].strip().replaceFirst("^\"(.*)\"$", "$1");
      }
    }
    return otherwise;
  }

  private static void checkDynamic(String value) {
    String name = value.toLowerCase(Locale.ROOT);
    if (List.of("name", "version", "metadata-version").contains(name)) {
      throw invalid(Repr.of(name) + " is not allowed as a dynamic field");
    }
    if (!MetadataField.isMetadataName(name)) {
      throw invalid(Repr.of(name) + " is not a valid dynamic field");
    }
  }

  private static void checkLicenseFile(String value) {
    if (value.contains("..")) {
      throw licenseFile(value, "parent directory indicators are not allowed");
    }
    if (value.contains("*")) {
      throw licenseFile(value, "paths must be resolved");
    }
    if (ABSOLUTE.matcher(value).matches()) {
      throw licenseFile(value, "paths must be relative");
    }
    if (NOT_NORMAL.matcher(value).matches()) {
      throw licenseFile(value, "paths must use '/' delimiter");
    }
  }

  private static Refusal licenseFile(String value, String why) {
    return invalid(Repr.of(value) + " is invalid for 'license-file', " + why);
  }
}

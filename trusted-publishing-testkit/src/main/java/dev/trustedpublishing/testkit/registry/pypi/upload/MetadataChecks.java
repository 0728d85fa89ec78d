package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.PythonVersion;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The metadata of an upload (Warehouse, forklift/metadata.py). Of all flaws one receives: first
 * those of the core metadata specification, then those of PyPI's own rules; in both by metadata
 * version, name, version, then alphabetically.
 */
final class MetadataChecks {

  private static final int SUMMARY_LIMIT = 512;
  private static final int LABEL_LIMIT = 32;

  private static final Pattern SPECIFIERS =
      Pattern.compile(
          "\\s*((===\\s*\\S+|(==|!=)\\s*[^\\s,<>=!~*]+(\\.\\*)?|(~=|<=|>=|<|>)\\s*[^\\s,<>=!~*]+)"
              + "\\s*(,\\s*|$))*");
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\\s*(\\[[^\\]]*\\])?\\s*"
              + "(@\\s*\\S.*|\\(?[<>=!~,.*+A-Za-z0-9\\s_-]*\\)?\\s*(;.+)?)");
  private static final Pattern DIRECT =
      Pattern.compile("\\s*[A-Za-z0-9][A-Za-z0-9._-]*\\s*(\\[[^\\]]*\\])?\\s*@.*");
  private static final Pattern MAIL = Pattern.compile("[^\\s@<>\"]+@[^\\s@<>\"]+\\.[^\\s@<>\"]+");
  private static final Pattern ADDRESS = Pattern.compile(".*<([^>]*)>.*", Pattern.DOTALL);
  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://[^\\s/]+\\S*", Pattern.CASE_INSENSITIVE);

  /** PyPI knows every classifier; this registry knows the groups they start with. */
  private static final Set<String> CLASSIFIER_GROUPS =
      Set.of(
          "Development Status",
          "Environment",
          "Framework",
          "Intended Audience",
          "License",
          "Natural Language",
          "Operating System",
          "Programming Language",
          "Topic",
          "Typing");

  private static final List<String> CONTENT_TYPES =
      List.of("text/plain", "text/x-rst", "text/markdown");

  void check(UploadForm form) {
    checkNothingSentTwice(form);
    checkVersions(form);
    for (MetadataField field : MetadataField.values()) {
      checkCoreMetadata(form, field);
    }
    for (MetadataField field : MetadataField.values()) {
      for (String value : form.all(field.formName())) {
        checkPyPiRules(form, field, value);
      }
    }
    checkProjectUrls(form);
    checkNotLocal(form);
  }

  private static void checkNothingSentTwice(UploadForm form) {
    for (MetadataField field : MetadataField.values()) {
      if (field.isSentTooOften(form)) {
        throw invalid("'" + field.formName() + "' has invalid data");
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

  private static void checkCoreMetadata(UploadForm form, MetadataField field) {
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
    for (String value : values) {
      switch (field) {
        case SUMMARY -> {
          if (value.contains("\n")) {
            throw invalid("'summary' must be a single line");
          }
        }
        case DESCRIPTION_CONTENT_TYPE -> checkContentType(value);
        case REQUIRES_PYTHON -> {
          if (!SPECIFIERS.matcher(value).matches()) {
            throw invalidFor(field, value);
          }
        }
        case REQUIRES_DIST -> {
          if (!REQUIREMENT.matcher(value).matches()) {
            throw invalidFor(field, value);
          }
        }
        case PROVIDES_EXTRA -> {
          if (!ProjectName.isValid(value)) {
            throw invalidFor(field, value);
          }
        }
        case DYNAMIC -> checkDynamic(value);
        case LICENSE_FILE -> checkLicenseFile(value);
        default -> {
          // The other fields are free text here, or have rules of PyPI's own below.
        }
      }
    }
  }

  private static void checkPyPiRules(UploadForm form, MetadataField field, String value) {
    switch (field) {
      case SUMMARY -> {
        if (value.codePointCount(0, value.length()) > SUMMARY_LIMIT) {
          throw invalid("'summary' field must be 512 characters or less");
        }
      }
      case AUTHOR_EMAIL, MAINTAINER_EMAIL -> checkMail(value);
      case CLASSIFIERS -> {
        if (!CLASSIFIER_GROUPS.contains(value.split(" :: ", 2)[0]) || !value.contains(" :: ")) {
          throw invalid(Repr.of(value) + " is not a valid classifier");
        }
      }
      case HOME_PAGE, DOWNLOAD_URL -> {
        if (!WEB_ADDRESS.matcher(value).matches()) {
          throw invalid(Repr.of(value) + " is not a valid url");
        }
      }
      case LICENSE -> {
        if (form.find("license_expression").isPresent()) {
          throw invalid(
              "License is deprecated when License-Expression is present. Only License-Expression"
                  + " should be present");
        }
      }
      case REQUIRES_DIST, PROVIDES_DIST, OBSOLETES_DIST -> {
        if (DIRECT.matcher(value).matches()) {
          throw invalid("Can't have direct dependency: " + value);
        }
      }
      default -> {
        // PyPI has no rule of its own for the other fields.
      }
    }
  }

  private static void checkContentType(String value) {
    String[] parts = value.toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
    if (!CONTENT_TYPES.contains(parts[0].trim())) {
      throw invalid(
          "'description-content-type' must be one of "
              + Repr.of(CONTENT_TYPES)
              + ", not "
              + Repr.of(value));
    }
    for (String part : parts) {
      if (part.startsWith("charset=") && !part.equals("charset=utf-8")) {
        throw invalid(
            "'description-content-type' can only specify the UTF-8 charset, not "
                + Repr.of(part.substring("charset=".length())));
      }
    }
  }

  private static void checkDynamic(String value) {
    String name = value.toLowerCase(Locale.ROOT);
    if (List.of("name", "version", "metadata-version").contains(name)) {
      throw invalid(Repr.of(value) + " is not allowed as a dynamic field");
    }
    if (!MetadataField.isMetadataName(name)) {
      throw invalid(Repr.of(value) + " is not a valid dynamic field");
    }
  }

  private static void checkLicenseFile(String value) {
    if (value.contains("..")) {
      throw invalid(
          Repr.of(value)
              + " is invalid for 'license-file', parent directory indicators are not allowed");
    }
    if (value.contains("*")) {
      throw invalid(Repr.of(value) + " is invalid for 'license-file', paths must be resolved");
    }
    if (value.startsWith("/")) {
      throw invalid(Repr.of(value) + " is invalid for 'license-file', paths must be relative");
    }
    if (value.contains("\\")) {
      throw invalid(
          Repr.of(value) + " is invalid for 'license-file', paths must use '/' delimiter");
    }
  }

  private static void checkMail(String value) {
    String first = value.split(",", 2)[0];
    var bracketed = ADDRESS.matcher(first);
    String address = (bracketed.matches() ? bracketed.group(1) : first).trim();
    if (!address.isEmpty() && !MAIL.matcher(address).matches()) {
      throw invalid(
          Repr.of(address) + " is not a valid email address: An email address must have an @-sign");
    }
  }

  private static void checkProjectUrls(UploadForm form) {
    Set<String> labels = new HashSet<>();
    for (String value : form.all(MetadataField.PROJECT_URLS.formName())) {
      String[] parts = value.split(",", 2);
      String label = parts[0].trim();
      String url = parts.length == 2 ? parts[1].trim() : "";
      if (label.isEmpty()) {
        throw invalid("Must have a label");
      }
      if (label.length() > LABEL_LIMIT) {
        throw invalid(Repr.of(label) + " must be 32 characters or less.");
      }
      if (url.isEmpty()) {
        throw invalid("Must have a URL");
      }
      if (!WEB_ADDRESS.matcher(url).matches()) {
        throw invalid(Repr.of(url) + " is not a valid url");
      }
      if (!labels.add(label)) {
        throw invalid("'project_urls' has invalid data");
      }
    }
  }

  private static void checkNotLocal(UploadForm form) {
    String version = form.find("version").orElse("");
    if (PythonVersion.parse(version).filter(parsed -> parsed.local() != null).isPresent()) {
      throw Refusal.badRequest(
          "The use of local versions in "
              + Repr.of(version)
              + " is not allowed. See https://packaging.python.org/en/latest/specifications/"
              + "version-specifiers/#local-version-identifiers for more information.");
    }
  }

  private static Refusal invalidFor(MetadataField field, String value) {
    return invalid(Repr.of(value) + " is invalid for '" + field.metadataName() + "'");
  }

  private static Refusal invalid(String error) {
    return Refusal.badRequest(
        error
            + (error.endsWith(".") ? "" : ".")
            + " See https://packaging.python.org/specifications/core-metadata for more"
            + " information.");
  }
}

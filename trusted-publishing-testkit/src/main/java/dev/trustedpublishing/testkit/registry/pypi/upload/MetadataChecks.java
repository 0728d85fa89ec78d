package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.PythonVersion;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import dev.trustedpublishing.testkit.registry.pypi.rule.DependencySpecifier;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The metadata of an upload (Warehouse, forklift/metadata.py). Only the first of all flaws is
 * reported: those of the core metadata specification come before those of PyPI's own rules; both
 * are ordered by metadata version, name, version, then alphabetically.
 */
final class MetadataChecks {

  private static final int SUMMARY_LIMIT = 512;
  private static final int LABEL_LIMIT = 32;

  private static final Pattern MAIL = Pattern.compile("[^\\s@<>\"]+@[^\\s@<>\"]+\\.[^\\s@<>\"]+");
  private static final Pattern ADDRESS = Pattern.compile("[^<]*<([^>]*)>.*", Pattern.DOTALL);
  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://[^\\s/]+\\S*", Pattern.CASE_INSENSITIVE);

  /** PyPI checks against the list of all classifiers; this registry checks only their groups. */
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

  private final CoreMetadataChecks coreMetadata = new CoreMetadataChecks();

  void check(UploadForm form) {
    coreMetadata.check(form);
    checkNotLocal(form);
    for (MetadataField field : MetadataField.values()) {
      for (String value : form.all(field.formName())) {
        check(form, field, value);
      }
    }
  }

  private static void checkNotLocal(UploadForm form) {
    PythonVersion version = PythonVersion.parse(form.find("version").orElse("")).orElseThrow();
    if (version.local() != null) {
      throw Refusal.badRequest(
          "The use of local versions in '"
              + version.text()
              + "' is not allowed. See https://packaging.python.org/en/latest/specifications/"
              + "version-specifiers/#local-version-identifiers for more information.");
    }
  }

  private static void check(UploadForm form, MetadataField field, String value) {
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
      case HOME_PAGE, DOWNLOAD_URL -> checkUrl(value);
      case LICENSE -> {
        if (form.find("license_expression").isPresent()) {
          throw invalid(
              "License is deprecated when License-Expression is present. Only License-Expression"
                  + " should be present");
        }
      }
      case PROJECT_URLS -> checkProjectUrl(value);
      case REQUIRES_DIST, PROVIDES_DIST, OBSOLETES_DIST -> checkDependency(field, value);
      default -> {
        // PyPI has no rules of its own for the other fields.
      }
    }
  }

  private static void checkDependency(MetadataField field, String value) {
    DependencySpecifier dependency;
    try {
      dependency = DependencySpecifier.parse(value);
    } catch (DependencySpecifier.SyntaxException e) {
      throw invalid(Repr.of(value) + " is invalid: " + e.getMessage());
    }
    if (dependency.url().isPresent()) {
      boolean parsed = field == MetadataField.REQUIRES_DIST;
      throw invalid(
          "Can't have direct dependency: " + (parsed ? dependency.toString() : Repr.of(value)));
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

  private static void checkProjectUrl(String value) {
    String[] parts = value.split(",", 2);
    String label = parts[0].strip();
    String url = parts.length == 2 ? parts[1].strip() : "";
    if (label.isEmpty()) {
      throw invalid("Must have a label");
    }
    if (label.length() > LABEL_LIMIT) {
      throw invalid(Repr.of(label) + " must be 32 characters or less.");
    }
    if (url.isEmpty()) {
      throw invalid("Must have a URL");
    }
    checkUrl(url);
  }

  private static void checkUrl(String url) {
    if (!WEB_ADDRESS.matcher(url).matches()) {
      throw invalid(Repr.of(url) + " is not a valid url");
    }
  }

  static Refusal invalid(String error) {
    return Refusal.badRequest(
        error
            + (error.endsWith(".") ? "" : ".")
            + " See https://packaging.python.org/specifications/core-metadata for more"
            + " information.");
  }
}

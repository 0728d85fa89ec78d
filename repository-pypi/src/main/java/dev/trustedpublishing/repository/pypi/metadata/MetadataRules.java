package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata.Entry;
import dev.trustedpublishing.support.file.FileProblems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PyPI refuses in metadata (Warehouse, forklift/metadata.py), told with the line of the file.
 * What only PyPI can know (which licenses exist, whether reStructuredText renders) is left to PyPI.
 */
public final class MetadataRules {
  private static final int LONGEST_SUMMARY = 512;
  private static final int LONGEST_LABEL = 32;
  private static final Pattern WEB_URL =
      Pattern.compile("https?://[^\\s/?#][^\\s]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
  private static final Pattern ANGLE_ADDRESS =
      Pattern.compile("^\\s*(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^<,\"])*<([^>]*)>");
  private static final Pattern CONTENT_TYPE =
      Pattern.compile("(text/(?:plain|x-rst|markdown))\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*(\\w+)\\s*=\\s*\"?([^\";\\s]*)\"?", Pattern.CASE_INSENSITIVE);
  private static final Pattern WINDOWS_DRIVE = Pattern.compile("[A-Za-z]:.*");
  private static final Set<MetadataField> NEVER_DYNAMIC =
      Set.of(MetadataField.NAME, MetadataField.VERSION, MetadataField.METADATA_VERSION);

  private final DistributionFile file;
  private final String member;
  private final CoreMetadata metadata;
  private final FileProblems findings;

  /**
   * Prepares a check.
   *
   * @param file the archive, for texts
   * @param member the name of the metadata file in the archive, for texts
   * @param metadata what was read from it
   * @param findings is told every broken rule
   */
  public MetadataRules(
      DistributionFile file, String member, CoreMetadata metadata, FileProblems findings) {
    this.file = file;
    this.member = member;
    this.metadata = metadata;
    this.findings = findings;
  }

  /** Checks everything. */
  public void check() {
    checkMetadataVersion();
    checkRequired();
    checkRepetition();
    each(MetadataField.SUMMARY, this::checkSummary);
    each(MetadataField.DESCRIPTION_CONTENT_TYPE, this::checkContentType);
    each(MetadataField.HOME_PAGE, this::checkWebUrl);
    each(MetadataField.DOWNLOAD_URL, this::checkWebUrl);
    each(MetadataField.AUTHOR_EMAIL, this::checkEmail);
    each(MetadataField.MAINTAINER_EMAIL, this::checkEmail);
    each(MetadataField.REQUIRES_PYTHON, this::checkSpecifiers);
    each(MetadataField.REQUIRES_DIST, this::checkRequirement);
    each(MetadataField.PROVIDES_DIST, this::checkRequirement);
    each(MetadataField.OBSOLETES_DIST, this::checkRequirement);
    each(MetadataField.PROVIDES_EXTRA, this::checkExtra);
    each(MetadataField.CLASSIFIER, this::checkClassifier);
    each(MetadataField.DYNAMIC, this::checkDynamic);
    each(MetadataField.LICENSE_EXPRESSION, this::checkLicenseExpression);
    each(MetadataField.LICENSE_FILE, this::checkLicenseFile);
    each(MetadataField.IMPORT_NAME, this::checkImportName);
    each(MetadataField.IMPORT_NAMESPACE, this::checkImportName);
    checkProjectUrls();
    checkOneLicense();
  }

  private void checkMetadataVersion() {
    Optional<Entry> written = metadata.all(MetadataField.METADATA_VERSION).stream().findFirst();
    if (written.isEmpty()) {
      missing(MetadataField.METADATA_VERSION);
      return;
    }
    Optional<MetadataVersion> version = MetadataVersion.parse(written.get().value());
    if (version.isEmpty()) {
      refuse(
          written.get(),
          "one of " + MetadataVersion.all(),
          "Use a release of the build backend that writes one of these versions.");
      return;
    }
    Set<MetadataField> told = new HashSet<>();
    for (Entry entry : metadata.entries()) {
      MetadataField field = entry.field();
      if (field.since().compareTo(version.get()) > 0 && told.add(field)) {
        refuse(
            entry,
            "Metadata-Version "
                + field.since()
                + " or newer for "
                + field
                + ", not "
                + version.get(),
            "Update the build backend: it writes a field that does not belong to the version it"
                + " declares.");
      }
    }
  }

  private void checkRequired() {
    List<Entry> names = metadata.all(MetadataField.NAME);
    if (names.isEmpty()) {
      missing(MetadataField.NAME);
    }
    for (Entry name : names) {
      if (!new ProjectName(name.value()).isValid()) {
        refuse(
            name,
            "ASCII letters, digits, '.', '_' and '-', with a letter or digit at both ends",
            "Change 'name' in the project's configuration and build again.");
      }
    }
    List<Entry> versions = metadata.all(MetadataField.VERSION);
    if (versions.isEmpty()) {
      missing(MetadataField.VERSION);
    }
    versions.forEach(this::checkVersion);
  }

  private void checkVersion(Entry entry) {
    Optional<PythonVersion> version = PythonVersion.parse(entry.value());
    if (version.isEmpty()) {
      refuse(
          entry,
          "a version as in PEP 440, such as 1.2.3, 1.2.3rc1 or 1.2.3.post1",
          "Change 'version' in the project's configuration and build again.");
    } else if (version.get().isLocal()) {
      refuse(
          entry,
          "a version without '+" + SafeText.shown(version.get().local()) + "'",
          "Local versions can't be published. Where the version comes from git, publish from a tag"
              + " and a clean checkout, or configure the build backend to write no local part"
              + " (setuptools-scm: local_scheme = \"no-local-version\").");
    }
  }

  private void checkRepetition() {
    Set<MetadataField> told = new HashSet<>();
    for (Entry entry : metadata.entries()) {
      MetadataField field = entry.field();
      boolean repeated = !field.isRepeatable() && metadata.all(field).size() > 1;
      if (repeated && told.add(field)) {
        Entry second = metadata.all(field).get(1);
        refuse(
            second,
            field + " once; it also stands in line " + entry.line(),
            "Build the file again; " + field + " may have one value only.");
      }
    }
  }

  private void checkSummary(Entry entry) {
    if (entry.value().indexOf('\n') >= 0) {
      refuse(
          entry,
          "a single line",
          "Shorten the project's description in its configuration to one line.");
    } else if (entry.value().codePointCount(0, entry.value().length()) > LONGEST_SUMMARY) {
      refuse(
          entry,
          "at most " + LONGEST_SUMMARY + " characters",
          "Shorten the project's one-line description; the long text belongs into the readme.");
    }
  }

  private void checkContentType(Entry entry) {
    Matcher type = CONTENT_TYPE.matcher(entry.value());
    if (!type.matches()) {
      refuse(
          entry,
          "text/plain, text/x-rst or text/markdown",
          "Set the content type of the readme to one of these; for a .md file it is"
              + " text/markdown.");
      return;
    }
    Matcher parameter = PARAMETER.matcher(Optional.ofNullable(type.group(2)).orElse(""));
    while (parameter.find()) {
      String name = parameter.group(1).toLowerCase(Locale.ROOT);
      String value = parameter.group(2);
      if (name.equals("charset") && !value.equals("UTF-8")) {
        refuse(entry, "charset=UTF-8", "Save the readme as UTF-8 and say so.");
      }
      boolean markdown = type.group(1).equalsIgnoreCase("text/markdown");
      if (markdown && name.equals("variant") && !Set.of("GFM", "CommonMark").contains(value)) {
        refuse(entry, "variant=GFM or variant=CommonMark", "Change the variant or leave it out.");
      }
    }
  }

  private void checkWebUrl(Entry entry) {
    if (!WEB_URL.matcher(entry.value()).matches()) {
      refuse(
          entry,
          "an address that starts with https:// or http://",
          "Correct the address in the project's configuration, or leave the field out.");
    }
  }

  private void checkEmail(Entry entry) {
    Matcher angle = ANGLE_ADDRESS.matcher(entry.value());
    String address = angle.find() ? angle.group(1) : entry.value().split(",", 2)[0];
    if (!address.isBlank() && !EMAIL.matcher(address.strip()).matches()) {
      refuse(
          entry,
          "an e-mail address, such as 'Jane Doe <jane@example.org>'",
          "Correct the first address; a name without an address belongs into '"
              + entry.field().header().replace("-email", "")
              + "'.");
    }
  }

  private void checkSpecifiers(Entry entry) {
    if (!Specifiers.areValid(entry.value())) {
      refuse(
          entry,
          "version specifiers, such as '>=3.9' or '>=3.9,<4'",
          "Correct 'requires-python' in the project's configuration.");
    }
  }

  private void checkRequirement(Entry entry) {
    try {
      if (Requirement.parse(entry.value()).isDirect()) {
        refuse(
            entry,
            "a requirement by name and version: the index takes no direct references (name @ URL)",
            "Publish what is required as well, or name a release of it that is on the index.");
      }
    } catch (Requirement.SyntaxException e) {
      refuse(
          entry,
          "a requirement as in PEP 508, such as 'requests>=2.8; python_version<\"3.12\"' ("
              + SafeText.shown(String.valueOf(e.getMessage()))
              + ")",
          "Correct the dependency in the project's configuration.");
    }
  }

  private void checkExtra(Entry entry) {
    if (!new ProjectName(entry.value()).isValid()) {
      refuse(
          entry,
          "ASCII letters, digits, '.', '_' and '-', with a letter or digit at both ends",
          "Rename the extra.");
    }
  }

  /** PyPI refuses both, but its list is newer than ours; a private one is the planner's matter. */
  private void checkClassifier(Entry entry) {
    Classifiers list = Classifiers.list();
    String classifier = entry.value();
    Optional<String> successor = list.successorOf(classifier);
    if (successor.isPresent()) {
      String instead = successor.get();
      warnAboutClassifier(
          entry,
          "is deprecated",
          instead.isEmpty() ? "no classifier in its place" : instead,
          "Change it in the project's configuration: PyPI refuses deprecated classifiers.");
    } else if (!list.isKnown(classifier) && !classifier.startsWith(Classifiers.PRIVATE)) {
      warnAboutClassifier(
          entry,
          "is not in PyPI's list of " + list.date(),
          "a classifier that PyPI knows",
          "Compare it with https://pypi.org/classifiers/, letter by letter: PyPI refuses those that it"
              + " does not know. If it is newer than the list here, nothing has to be done.");
    }
  }

  private void warnAboutClassifier(Entry entry, String what, String expected, String remedy) {
    findings.warn(
        file.problem(ErrorCode.PUBLISH_INVALID_METADATA, "a classifier " + what + ".")
            .found(SafeText.shown(entry.value()) + " (line " + entry.line() + ")")
            .expected(expected)
            .remedy(remedy));
  }

  private void checkDynamic(Entry entry) {
    Optional<MetadataField> field = MetadataField.named(entry.value());
    if (field.isEmpty() || NEVER_DYNAMIC.contains(field.get())) {
      refuse(
          entry,
          "the name of a metadata field other than Name, Version and Metadata-Version",
          "Correct 'dynamic' in the project's configuration, or update the build backend.");
    }
  }

  private void checkLicenseExpression(Entry entry) {
    if (!LicenseExpression.isValid(entry.value())) {
      refuse(
          entry,
          "an SPDX expression, such as 'MIT' or 'Apache-2.0 OR BSD-2-Clause'",
          "Correct 'license' in the project's configuration; identifiers are listed at"
              + " https://spdx.org/licenses/.");
    }
  }

  private void checkLicenseFile(Entry entry) {
    String path = entry.value();
    boolean relative = !path.startsWith("/") && !WINDOWS_DRIVE.matcher(path).matches();
    if (!relative || path.contains("..") || path.contains("*") || path.contains("\\")) {
      refuse(
          entry,
          "a relative path with '/' and without '..' and '*'",
          "Correct 'license-files' in the project's configuration.");
    }
  }

  private void checkImportName(Entry entry) {
    String[] parts = entry.value().split(";", 2);
    boolean identifiers = true;
    for (String part : parts[0].stripTrailing().split("\\.", -1)) {
      identifiers &= PythonIdentifier.isValid(part);
    }
    if (!identifiers || (parts.length == 2 && !parts[1].stripLeading().equals("private"))) {
      refuse(
          entry,
          "the dotted name of a module, optionally with '; private'",
          "Correct the import names in the project's configuration.");
    }
  }

  private void checkProjectUrls() {
    Set<String> labels = new HashSet<>();
    for (Entry entry : metadata.all(MetadataField.PROJECT_URL)) {
      String[] parts = entry.value().split(",", 2);
      String label = parts[0].strip();
      if (parts.length < 2 || label.isEmpty() || label.length() > LONGEST_LABEL) {
        refuse(
            entry,
            "'Label, https://...' with a label of 1 to " + LONGEST_LABEL + " characters",
            "Correct the table of URLs in the project's configuration.");
      } else if (!WEB_URL.matcher(parts[1].strip()).matches()) {
        refuse(
            entry,
            "an address that starts with https:// or http:// behind the label",
            "Correct the table of URLs in the project's configuration.");
      } else if (!labels.add(label)) {
        refuse(
            entry,
            "every label once, and '" + SafeText.shown(label) + "' was there before",
            "Give the second address a label of its own.");
      }
    }
  }

  private void checkOneLicense() {
    List<Entry> texts = metadata.all(MetadataField.LICENSE);
    if (!texts.isEmpty() && metadata.first(MetadataField.LICENSE_EXPRESSION).isPresent()) {
      refuse(
          texts.get(0),
          "either License or License-Expression",
          "Keep 'license' as an SPDX expression and remove the license text or table.");
    }
  }

  private void each(MetadataField field, java.util.function.Consumer<Entry> rule) {
    new ArrayList<>(metadata.all(field)).forEach(rule);
  }

  private void missing(MetadataField field) {
    findings.refuse(
        file.problem(
                ErrorCode.PUBLISH_INVALID_METADATA,
                member + " has no " + field + ", or an empty one.")
            .expected(field + ": with a value")
            .remedy("Set it in the project's configuration and build the file again."));
  }

  private void refuse(Entry entry, String expected, String remedy) {
    findings.refuse(
        file.problem(
                ErrorCode.PUBLISH_INVALID_METADATA,
                entry.field() + " in line " + entry.line() + " of " + member + " would be refused.")
            .found("'" + SafeText.shown(entry.value()) + "'")
            .expected(expected)
            .remedy(remedy));
  }
}

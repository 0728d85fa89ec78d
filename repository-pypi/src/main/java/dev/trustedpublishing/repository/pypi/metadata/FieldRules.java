package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of the value of one metadata field.
 *
 * @param report receives every broken rule
 */
record FieldRules(MetadataRules report) {
  private static final int MAX_SUMMARY = 512;
  private static final int MAX_LABEL = 32;
  private static final Pattern WEB_URL =
      Pattern.compile("https?://[^\\s/?#][^\\s]*+", Pattern.CASE_INSENSITIVE);
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]++@[^@\\s.]++(\\.[^@\\s.]++)++");
  private static final Pattern ANGLE_ADDRESS =
      Pattern.compile("^\\s*+(?:\"(?:[^\"\\\\]++|\\\\.)*+\"|[^<,\"]++)*+<([^>]*+)>");
  private static final Pattern CONTENT_TYPE =
      Pattern.compile("(text/(?:plain|x-rst|markdown))\\s*+(;.*+)?+", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*+(\\w++)\\s*+=\\s*+\"?+([^\";\\s]*+)\"?+", Pattern.CASE_INSENSITIVE);
  private static final Pattern WINDOWS_DRIVE = Pattern.compile("[A-Za-z]:.*");
  private static final Set<MetadataField> NEVER_DYNAMIC =
      Set.of(MetadataField.NAME, MetadataField.VERSION, MetadataField.METADATA_VERSION);

  private static final Set<String> PYTHON_KEYWORDS =
      Set.of(
          """
          False None True and as assert async await break class continue def del elif else except \
          finally for from global if import in is lambda nonlocal not or pass raise return try \
          while with yield\
          """
              .split(" ", -1));

  private static final String NAME =
      "ASCII letters, digits, '.', '_' and '-', with a letter or digit at both ends";

  void check(Entry entry) {
    switch (entry.field()) {
      case NAME ->
          require(
              "name",
              entry,
              name -> new ProjectName(name).isValid(),
              NAME,
              "Change 'name' in the project's configuration and build again.");
      case PROVIDES_EXTRA ->
          require(
              "extra", entry, name -> new ProjectName(name).isValid(), NAME, "Rename the extra.");
      case VERSION -> checkVersion(entry);
      case SUMMARY -> checkSummary(entry);
      case DESCRIPTION_CONTENT_TYPE -> checkContentType(entry);
      case HOME_PAGE, DOWNLOAD_URL ->
          require(
              "url",
              entry,
              FieldRules::isWebUrl,
              "a URL that starts with https:// or http://",
              "Correct the URL in the project's configuration, or omit the field.");
      case PROJECT_URL -> checkProjectUrl(entry);
      case AUTHOR_EMAIL, MAINTAINER_EMAIL ->
          require(
              "email",
              entry,
              FieldRules::isAddress,
              "an e-mail address, such as 'Jane Doe <jane@example.org>'",
              "Correct the first address; a name without an address belongs in '%s'."
                  .formatted(entry.field().header.replace("-email", "")));
      case REQUIRES_PYTHON ->
          require(
              "requires-python",
              entry,
              Specifiers::areValid,
              "version specifiers, such as '>=3.9' or '>=3.9,<4'",
              "Correct 'requires-python' in the project's configuration.");
      case REQUIRES_DIST, PROVIDES_DIST, OBSOLETES_DIST -> checkRequirement(entry);
      case CLASSIFIER -> checkClassifier(entry);
      case DYNAMIC ->
          require(
              "dynamic",
              entry,
              FieldRules::mayBeDynamic,
              "the name of a metadata field other than Name, Version and Metadata-Version",
              "Correct 'dynamic' in the project's configuration, or update the build backend.");
      case LICENSE_EXPRESSION -> checkLicense(entry);
      case LICENSE_FILE ->
          require(
              "license-file",
              entry,
              FieldRules::isRelativePath,
              "a relative path with '/' and without '..' and '*'",
              "Correct 'license-files' in the project's configuration.");
      case IMPORT_NAME, IMPORT_NAMESPACE ->
          require(
              "import-name",
              entry,
              FieldRules::isModule,
              "the dotted name of a module, optionally with '; private'",
              "Correct the import names in the project's configuration.");
      default -> {
        // Any text.
      }
    }
  }

  private void require(
      String rule, Entry entry, Predicate<String> isValid, String expected, String remedy) {
    if (!isValid.test(entry.value())) {
      report.report(rule, entry, expected, remedy);
    }
  }

  private void checkVersion(Entry entry) {
    Optional<PythonVersion> version = PythonVersion.parse(entry.value());
    if (version.isEmpty()) {
      report.report(
          "version",
          entry,
          "a version as in PEP 440, such as 1.2.3, 1.2.3rc1 or 1.2.3.post1",
          "Change 'version' in the project's configuration and build again.");
    } else if (version.get().isLocal()) {
      report.report(
          "local-version",
          entry,
          "a version without '+" + SafeText.shown(version.get().local()) + "'",
          "Local versions can't be published to PyPI. If the version comes from git, publish from a"
              + " tag and a clean checkout, or configure the build backend to omit the local part"
              + " (setuptools-scm: local_scheme = \"no-local-version\").");
    }
  }

  private void checkSummary(Entry entry) {
    if (entry.value().indexOf('\n') >= 0) {
      report.report(
          "summary-line",
          entry,
          "a single line",
          "Shorten the project's description in its configuration to one line.");
    } else if (entry.value().codePointCount(0, entry.value().length()) > MAX_SUMMARY) {
      report.report(
          "summary-length",
          entry,
          "at most " + MAX_SUMMARY + " characters",
          "Shorten the project's one-line description; the long text belongs in the readme.");
    }
  }

  private void checkContentType(Entry entry) {
    Matcher type = CONTENT_TYPE.matcher(entry.value());
    if (!type.matches()) {
      report.report(
          "content-type",
          entry,
          "text/plain, text/x-rst or text/markdown",
          "Set the content type of the readme to one of these; for a .md file, it is"
              + " text/markdown.");
      return;
    }
    boolean markdown = type.group(1).equalsIgnoreCase("text/markdown");
    Matcher parameter = PARAMETER.matcher(Optional.ofNullable(type.group(2)).orElse(""));
    while (parameter.find()) {
      String name = parameter.group(1).toLowerCase(Locale.ROOT);
      String value = parameter.group(2);
      if (name.equals("charset") && !value.equals("UTF-8")) {
        report.report(
            "content-type",
            entry,
            "charset=UTF-8",
            "Save the readme as UTF-8, and declare this charset.");
      }
      if (markdown && name.equals("variant") && !Set.of("GFM", "CommonMark").contains(value)) {
        report.report(
            "content-type",
            entry,
            "variant=GFM or variant=CommonMark",
            "Change the variant or omit it.");
      }
    }
  }

  private void checkProjectUrl(Entry entry) {
    String[] parts = entry.value().split(",", 2);
    String label = parts[0].strip();
    String remedy = "Correct the URLs in the project's configuration.";
    if (parts.length < 2 || label.isEmpty() || label.length() > MAX_LABEL) {
      report.report(
          "url",
          entry,
          "'Label, https://...' with a label of 1 to " + MAX_LABEL + " characters",
          remedy);
    } else if (!isWebUrl(parts[1].strip())) {
      report.report(
          "url", entry, "a URL that starts with https:// or http:// after the label", remedy);
    }
  }

  private void checkRequirement(Entry entry) {
    try {
      if (Requirement.parse(entry.value()).isDirect()) {
        report.report(
            "direct-reference",
            entry,
            "a requirement by name and version: PyPI accepts no direct references (name @ URL)",
            "Publish the requirement as well, or require a release that is on the index.");
      }
    } catch (Requirement.SyntaxException e) {
      report.report(
          "requirement",
          entry,
          "a requirement as in PEP 508, such as 'requests>=2.8; python_version<\"3.12\"' (%s)"
              .formatted(SafeText.reason(e)),
          "Correct the dependency in the project's configuration.");
    }
  }

  /**
   * PyPI rejects both, but its list is newer than the one in this jar; the validator handles
   * private ones.
   */
  private void checkClassifier(Entry entry) {
    Classifiers list = Classifiers.list();
    String classifier = entry.value();
    Optional<String> successor = Optional.ofNullable(list.deprecated().get(classifier));
    if (successor.isPresent()) {
      report.warnAboutClassifier(
          entry,
          "is deprecated",
          successor.get().isEmpty() ? "no classifier, as there is no replacement" : successor.get(),
          "Change it in the project's configuration: PyPI rejects deprecated classifiers.");
    } else if (!list.known().contains(classifier) && !classifier.startsWith(Classifiers.PRIVATE)) {
      report.warnAboutClassifier(
          entry,
          "is not in PyPI's list of " + list.date(),
          "a classifier that PyPI knows",
          "Compare it exactly with https://pypi.org/classifiers/: PyPI rejects unknown classifiers."
              + " If it is newer than this list, no action is needed.");
    }
  }

  private void checkLicense(Entry entry) {
    if (!LicenseExpression.isValid(entry.value())) {
      report.report(
          "license-expression",
          entry,
          "an SPDX expression, such as 'MIT' or 'Apache-2.0 OR BSD-2-Clause'",
          "Correct 'license' in the project's configuration.");
      return;
    }
    List<String> unknown = LicenseExpression.unknown(entry.value());
    if (!unknown.isEmpty()) {
      report.report(
          "license-id",
          entry,
          "identifiers of the %s; not in it: %s"
              .formatted(LicenseExpression.list(), SafeText.shown(String.join(", ", unknown))),
          "Correct 'license' in the project's configuration; identifiers are listed at"
              + " https://spdx.org/licenses/. For a license of its own: LicenseRef-NAME.");
    }
  }

  private static boolean isWebUrl(String text) {
    return WEB_URL.matcher(text).matches();
  }

  private static boolean isAddress(String text) {
    Matcher angle = ANGLE_ADDRESS.matcher(text);
    String address = angle.find() ? angle.group(1) : text.split(",", 2)[0];
    return address.isBlank() || EMAIL.matcher(address.strip()).matches();
  }

  private static boolean mayBeDynamic(String name) {
    return MetadataField.named(name).filter(field -> !NEVER_DYNAMIC.contains(field)).isPresent();
  }

  private static boolean isRelativePath(String path) {
    return !path.startsWith("/")
        && !WINDOWS_DRIVE.matcher(path).matches()
        && List.of("..", "*", "\\").stream().noneMatch(path::contains);
  }

  private static boolean isModule(String text) {
    String[] parts = text.split(";", 2);
    String name = parts[0].stripTrailing();
    return Arrays.stream(name.split("\\.", -1)).allMatch(FieldRules::isIdentifier)
        && (parts.length == 1 || parts[1].stripLeading().equals("private"));
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().skip(1).allMatch(Character::isUnicodeIdentifierPart)
        && !PYTHON_KEYWORDS.contains(text);
  }
}

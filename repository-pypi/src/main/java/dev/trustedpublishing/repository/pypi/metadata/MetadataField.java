package dev.trustedpublishing.repository.pypi.metadata;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of core metadata: their names in a file and in the upload form, whether they may be
 * repeated, and since which metadata version they exist (Warehouse, forklift/metadata.py).
 */
public enum MetadataField {
  /** Metadata-Version. */
  METADATA_VERSION("Metadata-Version", "metadata_version", "1.0"),
  /** Name. */
  NAME("Name", "name", "1.0"),
  /** Version. */
  VERSION("Version", "version", "1.0"),
  /** Dynamic. */
  DYNAMIC("Dynamic", "dynamic", "2.2", true),
  /** Platform. */
  PLATFORM("Platform", "platform", "1.0", true),
  /** Supported-Platform. */
  SUPPORTED_PLATFORM("Supported-Platform", "supported_platform", "1.1", true),
  /** Summary. */
  SUMMARY("Summary", "summary", "1.0"),
  /** Description; since 2.1 usually the body of the file. */
  DESCRIPTION("Description", "description", "1.0"),
  /** Description-Content-Type. */
  DESCRIPTION_CONTENT_TYPE("Description-Content-Type", "description_content_type", "2.1"),
  /** Keywords. */
  KEYWORDS("Keywords", "keywords", "1.0"),
  /** Home-page. */
  HOME_PAGE("Home-page", "home_page", "1.0"),
  /** Download-URL. */
  DOWNLOAD_URL("Download-URL", "download_url", "1.1"),
  /** Author. */
  AUTHOR("Author", "author", "1.0"),
  /** Author-email. */
  AUTHOR_EMAIL("Author-email", "author_email", "1.0"),
  /** Maintainer. */
  MAINTAINER("Maintainer", "maintainer", "1.2"),
  /** Maintainer-email. */
  MAINTAINER_EMAIL("Maintainer-email", "maintainer_email", "1.2"),
  /** License. */
  LICENSE("License", "license", "1.0"),
  /** License-Expression. */
  LICENSE_EXPRESSION("License-Expression", "license_expression", "2.4"),
  /** License-File. */
  LICENSE_FILE("License-File", "license_file", "2.4", true),
  /** Classifier. */
  CLASSIFIER("Classifier", "classifiers", "1.1", true),
  /** Requires-Dist. */
  REQUIRES_DIST("Requires-Dist", "requires_dist", "1.2", true),
  /** Requires-Python. */
  REQUIRES_PYTHON("Requires-Python", "requires_python", "1.2"),
  /** Requires-External. */
  REQUIRES_EXTERNAL("Requires-External", "requires_external", "1.2", true),
  /** Project-URL. */
  PROJECT_URL("Project-URL", "project_urls", "1.2", true),
  /** Provides-Extra. */
  PROVIDES_EXTRA("Provides-Extra", "provides_extra", "2.1", true),
  /** Provides-Dist. */
  PROVIDES_DIST("Provides-Dist", "provides_dist", "1.2", true),
  /** Obsoletes-Dist. */
  OBSOLETES_DIST("Obsoletes-Dist", "obsoletes_dist", "1.2", true),
  /** Import-Name. */
  IMPORT_NAME("Import-Name", "import_name", "2.5", true),
  /** Import-Namespace. */
  IMPORT_NAMESPACE("Import-Namespace", "import_namespace", "2.5", true),
  /** Requires, of metadata 1.1. */
  REQUIRES("Requires", "requires", "1.1", true),
  /** Provides, of metadata 1.1. */
  PROVIDES("Provides", "provides", "1.1", true),
  /** Obsoletes, of metadata 1.1. */
  OBSOLETES("Obsoletes", "obsoletes", "1.1", true);

  /** The versions of core metadata that PyPI accepts, oldest first (forklift/metadata.py). */
  static final List<String> VERSIONS =
      List.of("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5");

  private static final Map<String, MetadataField> BY_HEADER =
      Arrays.stream(values())
          .collect(
              Collectors.toUnmodifiableMap(
                  field -> field.header.toLowerCase(Locale.ROOT), Function.identity()));

  /** The name in the file. */
  final String header;

  /** The name in the upload form. */
  final String formName;

  /** The lowest metadata version that may have it. */
  final String since;

  /** Whether it may occur several times. */
  final boolean repeatable;

  MetadataField(String header, String formName, String since) {
    this(header, formName, since, false);
  }

  MetadataField(String header, String formName, String since, boolean repeatable) {
    this.header = header;
    this.formName = formName;
    this.since = since;
    this.repeatable = repeatable;
  }

  /**
   * Finds a field.
   *
   * @param header its name in the file, in any case
   * @return the field, if it is one of core metadata
   */
  static Optional<MetadataField> named(String header) {
    return Optional.ofNullable(BY_HEADER.get(header.toLowerCase(Locale.ROOT)));
  }

  /** Returns whether a version that PyPI accepts is older than the field. */
  boolean isNewerThan(String version) {
    return VERSIONS.indexOf(since) > VERSIONS.indexOf(version);
  }

  @Override
  public String toString() {
    return header;
  }
}

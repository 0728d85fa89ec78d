package dev.trustedpublishing.testkit.registry.pypi.upload;

import java.util.Arrays;
import java.util.List;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * The metadata fields of an upload, with their names in the form and in core metadata (Warehouse,
 * forklift/metadata.py).
 */
public enum MetadataField {
  METADATA_VERSION("metadata_version", "metadata-version", "1.0", Use.SINGLE),
  NAME("name", "name", "1.0", Use.SINGLE),
  VERSION("version", "version", "1.0", Use.SINGLE),
  AUTHOR("author", "author", "1.0", Use.SINGLE),
  AUTHOR_EMAIL("author_email", "author-email", "1.0", Use.SINGLE),
  CLASSIFIERS("classifiers", "classifier", "1.1", Use.REPEATED),
  DESCRIPTION("description", "description", "1.0", Use.SINGLE),
  DESCRIPTION_CONTENT_TYPE(
      "description_content_type", "description-content-type", "2.1", Use.SINGLE),
  DOWNLOAD_URL("download_url", "download-url", "1.1", Use.SINGLE),
  DYNAMIC("dynamic", "dynamic", "2.2", Use.REPEATED),
  HOME_PAGE("home_page", "home-page", "1.0", Use.SINGLE),
  IMPORT_NAME("import_name", "import-name", "2.5", Use.REPEATED),
  IMPORT_NAMESPACE("import_namespace", "import-namespace", "2.5", Use.REPEATED),
  KEYWORDS("keywords", "keywords", "1.0", Use.SINGLE),
  LICENSE("license", "license", "1.0", Use.SINGLE),
  LICENSE_EXPRESSION("license_expression", "license-expression", "2.4", Use.SINGLE),
  LICENSE_FILE("license_file", "license-file", "2.4", Use.REPEATED),
  MAINTAINER("maintainer", "maintainer", "1.2", Use.SINGLE),
  MAINTAINER_EMAIL("maintainer_email", "maintainer-email", "1.2", Use.SINGLE),
  OBSOLETES("obsoletes", "obsoletes", "1.1", Use.REPEATED),
  OBSOLETES_DIST("obsoletes_dist", "obsoletes-dist", "1.2", Use.REPEATED),
  PLATFORM("platform", "platform", "1.0", Use.REPEATED),
  PROJECT_URLS("project_urls", "project-url", "1.2", Use.REPEATED),
  PROVIDES("provides", "provides", "1.1", Use.REPEATED),
  PROVIDES_DIST("provides_dist", "provides-dist", "1.2", Use.REPEATED),
  PROVIDES_EXTRA("provides_extra", "provides-extra", "2.1", Use.REPEATED),
  REQUIRES("requires", "requires", "1.1", Use.REPEATED),
  REQUIRES_DIST("requires_dist", "requires-dist", "1.2", Use.REPEATED),
  REQUIRES_EXTERNAL("requires_external", "requires-external", "1.2", Use.REPEATED),
  REQUIRES_PYTHON("requires_python", "requires-python", "1.2", Use.SINGLE),
  SUMMARY("summary", "summary", "1.0", Use.SINGLE),
  SUPPORTED_PLATFORM("supported_platform", "supported-platform", "1.1", Use.REPEATED);

  /** How often a field may be sent. */
  enum Use {
    SINGLE,
    REPEATED
  }

  /** In order; 2.0 never existed, and 2.6 is not accepted yet. */
  private static final List<String> METADATA_VERSIONS =
      List.of("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5");

  private final String formName;
  private final String metadataName;
  private final String since;
  private final Use use;

  MetadataField(String formName, String metadataName, String since, Use use) {
    this.formName = formName;
    this.metadataName = metadataName;
    this.since = since;
    this.use = use;
  }

  String formName() {
    return formName;
  }

  String metadataName() {
    return metadataName;
  }

  String since() {
    return since;
  }

  boolean isSentTooOften(UploadForm form) {
    return use == Use.SINGLE && form.all(formName).size() > 1;
  }

  boolean isNewerThan(String metadataVersion) {
    return METADATA_VERSIONS.indexOf(since) > METADATA_VERSIONS.indexOf(metadataVersion);
  }

  static boolean isMetadataVersion(String version) {
    return METADATA_VERSIONS.contains(version);
  }

  static boolean isMetadataName(String name) {
    return Arrays.stream(values()).anyMatch(field -> field.metadataName.equals(name));
  }
}

package dev.trustedpublishing.repository.pypi.endpoint;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.PythonVersion;
import dev.trustedpublishing.support.http.Dialect;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The URLs of an index (docs.pypi.org), derived from the upload URL except for PyPI and TestPyPI.
 *
 * @param name its display name
 * @param upload the upload URL
 * @param simple the simple index, with a slash at its end
 * @param site the site that shows releases to people, with a slash at its end; null if unknown
 * @param pinnedAudience the expected audience; null if unknown
 * @param indexNamed whether the caller named the simple index
 */
public record RegistryEndpoints(
    String name,
    URI upload,
    URI simple,
    @Nullable URI site,
    @Nullable String pinnedAudience,
    boolean indexNamed) {

  /** The id of the repository. */
  public static final String ID = "pypi";

  private static final Set<String> LIKE_PYPI = Set.of("", "/", "/legacy", "/legacy/");

  private static final RegistryEndpoints PYPI =
      new RegistryEndpoints(
          "pypi",
          URI.create("https://upload.pypi.org/legacy/"),
          URI.create("https://pypi.org/simple/"),
          URI.create("https://pypi.org/"),
          "pypi",
          false);

  private static final RegistryEndpoints TEST_PYPI =
      new RegistryEndpoints(
          "testpypi",
          URI.create("https://test.pypi.org/legacy/"),
          URI.create("https://test.pypi.org/simple/"),
          URI.create("https://test.pypi.org/"),
          "testpypi",
          false);

  /** The indexes that are known by name. */
  public static List<RegistryEndpoints> wellKnown() {
    return List.of(PYPI, TEST_PYPI);
  }

  /**
   * Returns the endpoints of a target.
   *
   * @param target the target
   * @return the endpoints
   */
  public static RegistryEndpoints of(RepositoryTarget target) {
    return wellKnown().stream()
        .filter(known -> known.upload.equals(target.endpoint()))
        .findFirst()
        .orElseGet(() -> derived(target));
  }

  /**
   * Returns the same endpoints with another simple index.
   *
   * @param index the index, with a slash at its end
   */
  public RegistryEndpoints withIndex(URI index) {
    return new RegistryEndpoints(name, upload, index, site, pinnedAudience, true);
  }

  /** Returns whether it is PyPI or TestPyPI. */
  public boolean isWellKnown() {
    return pinnedAudience != null;
  }

  /**
   * Returns whether the index lists its files at the same path as PyPI's own software. For an
   * upload URL of another form, such as {@code /repository/NAME/}, that path is unknown, unless the
   * caller named the index.
   */
  public boolean listsLikePyPi() {
    return isWellKnown() || LIKE_PYPI.contains(upload.getRawPath()) || indexNamed;
  }

  /** Returns the audience that the index must request, if it is known in advance. */
  public Optional<String> audience() {
    return Optional.ofNullable(pinnedAudience);
  }

  /** Returns the URL of the audience. */
  URI audienceUrl() {
    return trustedPublishing("audience");
  }

  /** Returns the URL of the token exchange. */
  URI mintUrl() {
    return trustedPublishing("mint-token");
  }

  /** Returns the URL of the token revocation. */
  public URI burnUrl() {
    return trustedPublishing("burn-token");
  }

  /** Returns the page of a project in the index. */
  public URI simplePage(ProjectName project) {
    return URI.create(simple + project.normalized() + "/");
  }

  /** Returns the web page of a release. */
  public Optional<URI> releasePage(ProjectName project, PythonVersion version) {
    return Optional.ofNullable(site)
        .map(url -> URI.create(url + "project/" + project.normalized() + "/" + version + "/"));
  }

  /**
   * Returns where the owner of a project registers trusted publishers, as a part of a sentence.
   *
   * @param project the project, if it is known
   */
  public String publisherSettings(Optional<ProjectName> project) {
    if (site == null) {
      return "the settings of the project%s at %s"
          .formatted(project.map(known -> " " + known).orElse(""), name);
    }
    return "%1$smanage/project/%2$s/settings/publishing/ (for a project that does not exist yet: %1$smanage/account/publishing/)"
        .formatted(site, project.map(ProjectName::normalized).orElse("NAME"));
  }

  /**
   * Returns the mapper of this index's error responses.
   *
   * @param stage the stage that the requests belong to
   * @param context the context of the client
   */
  public HttpErrorMapper errors(Stage stage, SpiContext context) {
    return new HttpErrorMapper(
        stage,
        name,
        context,
        Dialect.usual(
            isWellKnown()
                ? "Restart the job later; PyPI's status is at https://status.python.org."
                : "Restart the job later, or ask the administrators of the index."));
  }

  private URI trustedPublishing(String call) {
    // From the authority of the upload URL, as twine and uv do.
    return URI.create(authority(upload) + "/_/oidc/" + call);
  }

  private static RegistryEndpoints derived(RepositoryTarget target) {
    return new RegistryEndpoints(
        target.name(), target.endpoint(), besideUpload(target.endpoint()), null, null, false);
  }

  private static URI besideUpload(URI upload) {
    return URI.create(authority(upload) + "/simple/");
  }

  private static String authority(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }
}

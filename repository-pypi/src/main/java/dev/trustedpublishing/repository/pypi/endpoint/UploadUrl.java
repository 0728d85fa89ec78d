package dev.trustedpublishing.repository.pypi.endpoint;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.support.http.RegistryUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configured upload URL of an index.
 *
 * @param url the URL, with the slash that PyPI requires
 */
public record UploadUrl(URI url) {
  private static final Pattern WEB_SCHEME = Pattern.compile("https?:.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern OF_SIMPLE_INDEX = Pattern.compile(".*/simple(/.*)?");
  private static final Pattern OF_PROJECT_PAGE =
      Pattern.compile("/(project|manage|user|help)(/.*)?");

  /**
   * Reads a URL.
   *
   * @param written the configured name or URL
   * @return the URL; empty if it is not a http or https URL at all
   * @throws IllegalArgumentException if it can't be an upload URL, with the reason
   */
  public static Optional<UploadUrl> parse(String written) {
    if (!WEB_SCHEME.matcher(written).lookingAt()) {
      return Optional.empty();
    }
    URI url = RegistryUrl.parse(written);
    Origin origin = Origin.of(url);
    String path = url.getRawPath();
    explainMixUp(origin, path);
    return Optional.of(
        new UploadUrl(path.endsWith("/legacy") ? URI.create(written.strip() + "/") : url));
  }

  /** Returns its target; PyPI and TestPyPI keep their names. */
  public RepositoryTarget target() {
    String name =
        RegistryEndpoints.wellKnown().stream()
            .filter(known -> known.upload().equals(url))
            .map(RegistryEndpoints::name)
            .findFirst()
            .orElse(url.toASCIIString());
    return new RepositoryTarget(RegistryEndpoints.ID, name, url);
  }

  private static void explainMixUp(Origin origin, String path) {
    String host = origin.host().toLowerCase(Locale.ROOT);
    for (RegistryEndpoints known : RegistryEndpoints.wellKnown()) {
      boolean site =
          host.equals(known.simple().getHost()) || host.equals("www." + known.simple().getHost());
      boolean here = site || host.equals(known.upload().getHost());
      boolean right =
          host.equals(known.upload().getHost())
              && path.matches("/legacy/?")
              && origin.port() == 443;
      if (here && !right) {
        throw new IllegalArgumentException(
            "It is a URL of %1$s, but not the upload URL: use %2$s or the name '%1$s'."
                .formatted(known.name(), known.upload()));
      }
    }
    boolean simple = OF_SIMPLE_INDEX.matcher(path).matches();
    if (simple || OF_PROJECT_PAGE.matcher(path).matches()) {
      throw new IllegalArgumentException(
          ("It is %s, not the upload URL. For PyPI's software, the upload URL is %s/legacy/; other"
                  + " indexes document it in their instructions for twine.")
              .formatted(simple ? "the index that installers read" : "a web page", origin));
    }
  }
}

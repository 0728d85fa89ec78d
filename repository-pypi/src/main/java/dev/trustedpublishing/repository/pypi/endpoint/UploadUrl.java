package dev.trustedpublishing.repository.pypi.endpoint;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URL that an index takes uploads at, as a user wrote it.
 *
 * @param url the URL, with the slash that PyPI wants
 */
public record UploadUrl(URI url) {
  private static final Pattern WEB_SCHEME = Pattern.compile("https?:.*", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 2048;
  private static final Pattern OF_SIMPLE_INDEX = Pattern.compile(".*/simple(/.*)?");
  private static final Pattern OF_PROJECT_PAGE =
      Pattern.compile("/(project|manage|user|help)(/.*)?");
  private static final Pattern DISGUISED = Pattern.compile("(?i).*(%00|%2f|%5c|/\\.\\.?(/|$)).*");

  /**
   * Reads a URL.
   *
   * @param written what the user wrote
   * @return the URL; empty if it is no http or https URL at all
   * @throws IllegalArgumentException if it can't be an upload URL; says why
   */
  public static Optional<UploadUrl> parse(String written) {
    if (!WEB_SCHEME.matcher(written).lookingAt()) {
      return Optional.empty();
    }
    URI url = uri(written);
    Origin origin = Origin.of(url);
    String path = url.getRawPath();
    if (url.getRawQuery() != null || DISGUISED.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "An upload URL has no query, no '..' and no encoded slashes in its path.");
    }
    explainMixUp(origin, path);
    return Optional.of(
        new UploadUrl(path.endsWith("/legacy") ? URI.create(written.strip() + "/") : url));
  }

  /** The target that it stands for; PyPI and TestPyPI keep their names. */
  public RepositoryTarget target() {
    String name =
        RegistryEndpoints.wellKnown().stream()
            .filter(known -> known.upload().equals(url))
            .map(RegistryEndpoints::name)
            .findFirst()
            .orElse(url.toASCIIString());
    return new RepositoryTarget(PyPiRepository.ID, name, url);
  }

  private static URI uri(String written) {
    if (written.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The URL has " + written.length() + " characters; at most " + LONGEST + " make sense.");
    }
    try {
      return new URI(written.strip()).parseServerAuthority();
    } catch (URISyntaxException e) {
      // The exception's own text repeats the URL, which may hold a password.
      throw new IllegalArgumentException(
          "That is not a URL (" + e.getReason() + " at character " + (e.getIndex() + 1) + ").");
    }
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
            "That is an address of "
                + known.name()
                + ", but not the one that takes uploads: use "
                + known.upload()
                + " or the name '"
                + known.name()
                + "'.");
      }
    }
    boolean simple = OF_SIMPLE_INDEX.matcher(path).matches();
    if (simple || OF_PROJECT_PAGE.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "That is "
              + (simple ? "the index that installers read" : "a web page")
              + ", not the URL that takes uploads. For PyPI's own software it is "
              + origin
              + "/legacy/; other indexes name it in their instructions for twine.");
    }
  }
}

package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses the URL of a registry as a user wrote it, and makes URLs of servers safe to show.
 * Stateless, thread-safe.
 */
public final class RegistryUrl {
  private static final int MAX_LENGTH = 2048;
  private static final Pattern DISGUISED = Pattern.compile("(?i).*(%00|%2f|%5c|/\\.\\.?(/|$)).*");

  private RegistryUrl() {}

  /**
   * Extracts the URL from {@code id+URL}, which names the protocol of the registry with its
   * address.
   *
   * @param id the id of the repository
   * @param nameOrUrl the configured name or URL
   * @return the URL, unchecked; empty if the text does not start with the id and a plus sign
   */
  public static Optional<String> withoutProtocol(String id, String nameOrUrl) {
    String protocol = id + "+";
    return nameOrUrl.startsWith(protocol)
        ? Optional.of(nameOrUrl.substring(protocol.length()))
        : Optional.empty();
  }

  /**
   * Parses a URL.
   *
   * @param written the configured name or URL
   * @return the URL, which has a host
   * @throws IllegalArgumentException if it can't be the URL of a registry; the message never
   *     repeats a user name or password
   */
  public static URI parse(String written) {
    if (written.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "The URL has %s characters; at most %s are allowed."
              .formatted(written.length(), MAX_LENGTH));
    }
    URI url = uri(written.strip());
    // Explains what an address must have.
    Origin.of(url);
    if (url.getRawQuery() != null || DISGUISED.matcher(url.getRawPath()).matches()) {
      throw new IllegalArgumentException(
          "A registry URL must not contain a query, '..', or encoded slashes in its path.");
    }
    return url;
  }

  /**
   * Removes what may be secret from a URL that a server sent.
   *
   * @param url the URL, or what should be one
   * @return the URL without user information, query and fragment; not yet safe to print
   */
  public static String withoutSecrets(String url) {
    // A password may contain an @, so up to the last one before the path.
    return url.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//");
  }

  private static URI uri(String text) {
    try {
      return new URI(text).parseServerAuthority();
    } catch (URISyntaxException e) {
      // The exception's own message repeats the URL, which may contain a password.
      throw new IllegalArgumentException(
          "It is not a URL (%s at character %s).".formatted(e.getReason(), e.getIndex() + 1));
    }
  }
}

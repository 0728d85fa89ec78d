package dev.trustedpublishing.provider.github;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.SafeText;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The endpoint at which a job requests identity tokens. It receives the request token, so the
 * address must belong to the CI system: it comes from a variable that any earlier step can change.
 *
 * @param url the address from the runner
 */
record TokenEndpoint(URI url) {
  private static final int MAX_LENGTH = 8 * 1024;

  /**
   * Checks an address.
   *
   * @param text the value of the runner's variable
   * @param environment provides the address of the CI system's server
   * @param trusted further hosts that the caller trusts
   * @throws IllegalArgumentException if it is not an endpoint of the CI system, with the reason;
   *     repeats at most the host
   */
  static TokenEndpoint parse(String text, CiEnvironment environment, Set<String> trusted) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("The URL has more than " + MAX_LENGTH + " characters.");
    }
    Origin origin = Origin.of(uri(text));
    if (!origin.isTrustworthy()) {
      throw new IllegalArgumentException(
          "HTTPS only: found "
              + origin
              + ", and plain HTTP is allowed for the local machine only.");
    }
    if (!isOfTheCiSystem(origin, environment) && !trusted.contains(origin.host())) {
      throw new UnknownHostException(origin.host());
    }
    return new TokenEndpoint(uri(text));
  }

  Origin origin() {
    return Origin.of(url);
  }

  /** The URL has a query already ({@code ?api-version=2.0}); that is looked at, not assumed. */
  URI forAudience(String audience) {
    String parameter = "audience=" + percentEncoded(audience);
    String query = url.getRawQuery();
    if (query == null) {
      return URI.create(url + "?" + parameter);
    }
    String separator = query.isEmpty() || query.endsWith("&") ? "" : "&";
    return URI.create(url + separator + parameter);
  }

  /** The origin of the server that the job belongs to. */
  static Optional<Origin> server(CiEnvironment environment) {
    return environment.get("GITHUB_SERVER_URL").flatMap(TokenEndpoint::originOf);
  }

  private static boolean isOfTheCiSystem(Origin origin, CiEnvironment environment) {
    return origin.isLoopback()
        || origin.host().endsWith(".actions.githubusercontent.com")
        || origin.host().endsWith(".ghe.com")
        || server(environment).map(Origin::host).filter(origin.host()::equals).isPresent();
  }

  private static Optional<Origin> originOf(String text) {
    try {
      return Optional.of(Origin.of(URI.create(text)));
    } catch (IllegalArgumentException noUrl) {
      // Then no server is known, and only the built-in hosts are trusted.
      return Optional.empty();
    }
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Its own text quotes the whole input.
      throw new IllegalArgumentException(
          "It is not a URL" + (quoted(text) ? " but has quotes around it." : "."));
    }
  }

  private static boolean quoted(String text) {
    return text.startsWith("\"") || text.startsWith("'");
  }

  private static String percentEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The URL is valid, but its host is unknown. */
  static final class UnknownHostException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String host;

    private UnknownHostException(String host) {
      super("The host " + SafeText.shown(host) + " is not a known host of the CI system.");
      this.host = SafeText.shown(host);
    }

    String host() {
      return host;
    }
  }
}

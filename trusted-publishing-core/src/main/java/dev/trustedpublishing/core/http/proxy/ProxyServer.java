package dev.trustedpublishing.core.http.proxy;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that opens tunnels ({@code CONNECT}, RFC 9110, 9.3.6). Immutable and thread-safe.
 *
 * @param host its name or address; an IPv6 address without brackets
 * @param port its port, 1 to 65535
 * @param login the credentials, if any; sent to the proxy only
 */
public record ProxyServer(String host, int port, Optional<Login> login) {

  /**
   * User name and password for a proxy, sent to it as {@code Proxy-Authorization: Basic} (RFC
   * 7617).
   *
   * @param user the user name; may be empty
   * @param password the password
   */
  public record Login(String user, Secret password) {}

  /** Returns host and port, such as {@code proxy.example:3128}; never the credentials. */
  @Override
  public String toString() {
    return SafeText.shown(host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * A variable with a proxy URL. Its value is never shown: it may contain a password, even if it is
   * malformed.
   */
  record ProxyVariable(String name, String value) {
    private static final int DEFAULT_PORT = 80;
    private static final int MAX_LENGTH = 4096;

    ProxyServer server() {
      URI uri = uri();
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("http")) {
        throw refused("a scheme other than http");
      }
      if (uri.getHost() == null) {
        throw refused("no valid host name");
      }
      if (!List.of("", "/").contains(uri.getRawPath())
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw refused("a path, a query or a fragment after the port");
      }
      int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
      if (port < 1 || port > 65_535) {
        throw refused("an invalid port");
      }
      return new ProxyServer(withoutBrackets(uri.getHost()), port, login(uri.getRawUserInfo()));
    }

    private URI uri() {
      if (value.length() > MAX_LENGTH) {
        throw refused("more than " + MAX_LENGTH + " characters");
      }
      try {
        return new URI(value.contains("://") ? value : "http://" + value);
      } catch (URISyntaxException e) {
        // Its text quotes the value.
        throw refused("text that is not a URL");
      }
    }

    private Optional<ProxyServer.Login> login(@Nullable String userInfo) {
      if (userInfo == null || userInfo.isEmpty()) {
        return Optional.empty();
      }
      int colon = userInfo.indexOf(':');
      String user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
      String password = colon < 0 ? "" : decoded(userInfo.substring(colon + 1));
      if (password.isEmpty()) {
        throw refused("a user name without a password");
      }
      if (user.indexOf(':') >= 0 || hasControls(user) || hasControls(password)) {
        throw refused("a user name or password with invalid characters");
      }
      return Optional.of(new ProxyServer.Login(user, Secret.of(password)));
    }

    /** As in a URL: a plus sign is literal. */
    private String decoded(String part) {
      try {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw refused("text that is not a URL");
      }
    }

    private static boolean hasControls(String text) {
      return text.chars().anyMatch(Character::isISOControl);
    }

    private static String withoutBrackets(String host) {
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private TrustedPublishingException refused(String found) {
      return Problem.of(ErrorCode.USAGE_PROXY, "The proxy in " + name + " is invalid.")
          .found(found)
          .expected(
              "an HTTP proxy, such as http://proxy.example:3128 or"
                  + " http://user:password@proxy.example:3128, with IPv6 addresses in"
                  + " brackets and special characters of the password percent-encoded")
          .remedy("Correct " + name + ", unset it, or add the registry's host to NO_PROXY.")
          .toException(Stage.PLAN);
    }
  }
}

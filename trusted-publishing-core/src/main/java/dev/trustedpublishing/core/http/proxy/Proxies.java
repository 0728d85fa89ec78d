package dev.trustedpublishing.core.http.proxy;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Origin;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxy of a request by the rules of {@code curl} and Python's tools, which Java's
 * clients ignore. Requests to the local machine use no proxy, and plain {@code http} is allowed to
 * the local machine only, so every proxied request is end-to-end encrypted. Immutable and
 * thread-safe.
 */
public record Proxies(@Nullable ProxyServer proxy, @Nullable NoProxy exceptions) {
  private static final List<String> PROXY = List.of("https_proxy", "HTTPS_PROXY");
  private static final String HOST = "https.proxyHost";
  private static final List<String> EXCEPTIONS = List.of("no_proxy", "NO_PROXY");

  /**
   * No proxy for any request.
   *
   * @return the rule
   */
  public static Proxies none() {
    return new Proxies(null, null);
  }

  /**
   * Reads the rule from {@code https_proxy} and {@code no_proxy}, or the same in upper case; if
   * both are set, lower case wins. Empty counts as unset. If neither is set, Java's own properties
   * {@code https.proxyHost} and {@code http.nonProxyHosts} decide, with the exceptions of {@code
   * no_proxy}.
   *
   * @param environment the variables
   * @return the rule
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.proxy} if the proxy's
   *     URL is invalid; the text shows no password
   */
  public static Proxies from(CiEnvironment environment) {
    return from(environment, name -> System.getProperty(name, ""));
  }

  static Proxies from(CiEnvironment environment, UnaryOperator<String> properties) {
    NoProxy exceptions =
        NoProxy.of(
            EXCEPTIONS.stream()
                .flatMap(name -> environment.get(name).stream())
                .findFirst()
                .orElse(""));
    for (String variable : PROXY) {
      Optional<String> value = environment.get(variable);
      if (value.isPresent()) {
        return new Proxies(
            new ProxyServer.ProxyVariable(variable, value.get()).server(), exceptions);
      }
    }
    return properties.apply(HOST).isBlank() ? none() : ofJava(properties, exceptions);
  }

  private static Proxies ofJava(UnaryOperator<String> properties, NoProxy exceptions) {
    String user = properties.apply("https.proxyUser");
    String login =
        user.isEmpty()
            ? ""
            : encoded(user) + ":" + encoded(properties.apply("https.proxyPassword")) + "@";
    String port = properties.apply("https.proxyPort");
    String host = properties.apply(HOST);
    String url =
        "http://"
            + login
            + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
            + ":"
            + (port.isEmpty() ? "443" : port);
    return new Proxies(
        new ProxyServer.ProxyVariable("-D" + HOST, url).server(),
        NoProxy.ofJava(properties.apply("http.nonProxyHosts")).and(exceptions));
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Chooses.
   *
   * @param origin the origin of the request
   * @return the proxy; empty for a direct connection
   */
  public Optional<ProxyServer> forOrigin(Origin origin) {
    // In plain HTTP there are only servers that no proxy can reach: this machine's own.
    boolean plain = origin.scheme().equals("http");
    boolean direct =
        plain || origin.isLoopback() || (exceptions != null && exceptions.covers(origin));
    return direct ? Optional.empty() : Optional.ofNullable(proxy);
  }

  /** Returns the proxy and the number of exceptions; never the credentials. */
  @Override
  public String toString() {
    return proxy == null ? "Proxies[none]" : "Proxies[" + proxy + " except for " + exceptions + "]";
  }
}

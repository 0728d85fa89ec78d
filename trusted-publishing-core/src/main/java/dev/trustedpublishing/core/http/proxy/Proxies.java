package dev.trustedpublishing.core.http.proxy;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Origin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxy of a request by the rules of {@code curl} and Python's tools, which Java's
 * clients ignore. Requests to the local machine use no proxy, and plain {@code http} is allowed to
 * the local machine only, so every proxied request is end-to-end encrypted. Immutable and
 * thread-safe.
 */
public record Proxies(@Nullable ProxyServer proxy, @Nullable NoProxy exceptions) {
  private static final List<String> PROXY = List.of("https_proxy", "HTTPS_PROXY");
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
   * both are set, lower case wins. Empty counts as unset.
   *
   * @param environment the variables
   * @return the rule
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.proxy} if the proxy's
   *     URL is invalid; the text shows no password
   */
  public static Proxies from(CiEnvironment environment) {
    for (String variable : PROXY) {
      Optional<String> value = environment.get(variable);
      if (value.isPresent()) {
        Optional<String> exceptions =
            EXCEPTIONS.stream().flatMap(name -> environment.get(name).stream()).findFirst();
        return new Proxies(
            new ProxyServer.ProxyVariable(variable, value.get()).server(),
            NoProxy.of(exceptions.orElse("")));
      }
    }
    return none();
  }

  /**
   * Chooses.
   *
   * @param origin the origin of the request
   * @return the proxy; empty for a direct connection
   */
  public Optional<ProxyServer> forOrigin(Origin origin) {
    boolean direct = origin.isLoopback() || (exceptions != null && exceptions.covers(origin));
    return direct ? Optional.empty() : Optional.ofNullable(proxy);
  }

  /** Returns the proxy and the number of exceptions; never the credentials. */
  @Override
  public String toString() {
    return proxy == null ? "Proxies[none]" : "Proxies[" + proxy + " except for " + exceptions + "]";
  }
}

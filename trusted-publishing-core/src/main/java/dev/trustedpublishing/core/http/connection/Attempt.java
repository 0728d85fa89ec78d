package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.proxy.ProxyServer;
import dev.trustedpublishing.internal.hc.client5.http.auth.UsernamePasswordCredentials;
import dev.trustedpublishing.internal.hc.client5.http.impl.auth.BasicScheme;
import dev.trustedpublishing.internal.hc.client5.http.protocol.HttpClientContext;
import dev.trustedpublishing.internal.hc.core5.http.HttpHost;
import dev.trustedpublishing.internal.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a request. The components of HttpClient read it from the context of the request.
 *
 * @param exchange the state of the attempt
 * @param proxy the proxy, if any
 * @param onFreshConnection whether it needs a new connection
 */
public record Attempt(
    HttpExchange exchange, @Nullable ProxyServer proxy, boolean onFreshConnection) {
  private static final String NAME = "trusted-publishing.attempt";

  /** Returns the attempt of a context. */
  public static Attempt in(HttpContext context) {
    return (Attempt) context.getAttribute(NAME);
  }

  /** Creates a context for this attempt, the only place with the login of the proxy. */
  public HttpClientContext context() {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(NAME, this);
    if (proxy != null) {
      proxy.login().ifPresent(login -> context.resetAuthExchange(proxyHost(), basic(login)));
    }
    return context;
  }

  /** Returns the proxy as HttpClient's type; null without a proxy. */
  public @Nullable HttpHost proxyHost() {
    return proxy == null ? null : new HttpHost("http", proxy.host(), proxy.port());
  }

  private static BasicScheme basic(ProxyServer.Login login) {
    BasicScheme scheme = new BasicScheme();
    scheme.initPreemptive(
        new UsernamePasswordCredentials(login.user(), login.password().reveal().toCharArray()));
    return scheme;
  }
}

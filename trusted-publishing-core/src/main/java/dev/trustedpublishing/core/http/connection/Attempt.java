package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.proxy.ProxyServer;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a call, as HttpClient's parts find it in the context of the request.
 *
 * @param exchange how far it came
 * @param proxy what it goes through, if anything
 * @param onFreshConnection whether a used connection will not do
 */
public record Attempt(
    HttpExchange exchange, @Nullable ProxyServer proxy, boolean onFreshConnection) {
  private static final String NAME = "trusted-publishing.attempt";

  /** The attempt that a context belongs to. */
  public static Attempt in(HttpContext context) {
    return (Attempt) context.getAttribute(NAME);
  }

  /** A context for this attempt; it holds the login for the proxy, and nothing else does. */
  public HttpClientContext context() {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(NAME, this);
    if (proxy != null) {
      proxy.login().ifPresent(login -> context.resetAuthExchange(proxyHost(), basic(login)));
    }
    return context;
  }

  /** The proxy as HttpClient knows it; null if there is none. */
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

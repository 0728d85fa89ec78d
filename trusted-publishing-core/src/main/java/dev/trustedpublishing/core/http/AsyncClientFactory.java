package dev.trustedpublishing.core.http;

import dev.trustedpublishing.core.http.connection.Attempt;
import dev.trustedpublishing.core.http.connection.EarlyResponseReader;
import dev.trustedpublishing.core.http.connection.FreshConnections;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.http.tls.NamingTrustManager;
import dev.trustedpublishing.core.http.tls.PacedSessions;
import dev.trustedpublishing.core.http.tls.VerifyingTlsStrategy;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Creates the client, with all automatic behavior of HttpClient turned off. */
record AsyncClientFactory(TransportSettings settings, DnsResolver resolver, Runnable onInput) {
  /** As many as parallel uploads, so that none waits for another. */
  private static final int CONNECTIONS_PER_ORIGIN = 64;

  private static final int CONNECTIONS = 128;
  private static final int MAX_LINE_LENGTH = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  /** The part of the connect timeout for each address; the last address uses the rest. */
  static final int SHARES = 5;

  CloseableHttpAsyncClient start() {
    PacedSessions sessions = new PacedSessions();
    CloseableHttpAsyncClient client =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(connections())
            .setIOReactorConfig(IOReactorConfig.custom().setTcpNoDelay(true).build())
            .setThreadFactory(threads())
            .setIoSessionDecorator(sessions)
            .setIOSessionListener(new EarlyResponseReader(sessions, onInput))
            .setConnectionReuseStrategy(AsyncClientFactory::keepAlive)
            .setRoutePlanner(throughTheProxy())
            .setHttp1Config(
                Http1Config.custom()
                    .setMaxLineLength(MAX_LINE_LENGTH)
                    .setMaxHeaderCount(MAX_HEADERS)
                    .build())
            .setDefaultRequestConfig(requests())
            .setUserAgent(settings.userAgent())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            // Without cookies, the public suffix list is not needed.
            .setDefaultCookieSpecRegistry(name -> null)
            .disableAuthCaching()
            .disableConnectionState()
            .addExecInterceptorBefore(
                ChainElement.CONNECT.name(), "fresh-connections", new FreshConnections())
            .addRequestInterceptorLast((request, entity, context) ->
                Attempt.in(context)
                    .exchange()
                    .begin(HttpCoreContext.cast(context).getEndpointDetails()))
            .build();
    client.start();
    return client;
  }

  private PoolingAsyncClientConnectionManager connections() {
    return PoolingAsyncClientConnectionManagerBuilder.create()
        .setTlsStrategy(new VerifyingTlsStrategy(NamingTrustManager.context(settings.trusted())))
        .setDnsResolver(resolver)
        .setMaxConnPerRoute(CONNECTIONS_PER_ORIGIN)
        .setMaxConnTotal(CONNECTIONS)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(timeout(settings.limit(Limit.CONNECT).dividedBy(SHARES)))
                .build())
        .setDefaultTlsConfig(
            TlsConfig.custom()
                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                .setHandshakeTimeout(timeout(settings.limit(Limit.HANDSHAKE)))
                .build())
        .build();
  }

  private static RequestConfig requests() {
    return RequestConfig.custom()
        .setAuthenticationEnabled(false)
        .setRedirectsEnabled(false)
        .setExpectContinueEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .setContentCompressionEnabled(false)
        .setHardCancellationEnabled(true)
        // The exchange enforces the timeout; the queue for a connection may be long.
        .setConnectionRequestTimeout(Timeout.DISABLED)
        .setResponseTimeout(Timeout.DISABLED)
        .build();
  }

  /**
   * Keeps a connection as HttpClient does, and counts {@code 100 Continue} on the way: HttpClient
   * passes every other interim response on and asks only here about this one.
   */
  private static boolean keepAlive(
      HttpRequest request, HttpResponse response, HttpContext context) {
    if (response.getCode() == HttpStatus.SC_CONTINUE) {
      Attempt.in(context).exchange().informed();
    }
    return DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
  }

  /** The tunnel shows the proxy the target's name only. */
  private static HttpRoutePlanner throughTheProxy() {
    return new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE) {
      @Override
      protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
        return Attempt.in(context).proxyHost();
      }
    };
  }

  private static ThreadFactory threads() {
    return new DefaultThreadFactory("trusted-publishing-http", true);
  }

  private static Timeout timeout(Duration limit) {
    return Timeout.of(limit);
  }
}

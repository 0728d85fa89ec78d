package dev.trustedpublishing.core.http;

import dev.trustedpublishing.core.http.connection.Attempt;
import dev.trustedpublishing.core.http.connection.ConnectionChoice;
import dev.trustedpublishing.core.http.connection.SessionWatch;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.http.tls.VerifyingTlsStrategy;
import dev.trustedpublishing.internal.hc.client5.http.DnsResolver;
import dev.trustedpublishing.internal.hc.client5.http.HttpRoute;
import dev.trustedpublishing.internal.hc.client5.http.config.ConnectionConfig;
import dev.trustedpublishing.internal.hc.client5.http.config.RequestConfig;
import dev.trustedpublishing.internal.hc.client5.http.config.TlsConfig;
import dev.trustedpublishing.internal.hc.client5.http.impl.ChainElement;
import dev.trustedpublishing.internal.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import dev.trustedpublishing.internal.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import dev.trustedpublishing.internal.hc.client5.http.impl.DefaultSchemePortResolver;
import dev.trustedpublishing.internal.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import dev.trustedpublishing.internal.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import dev.trustedpublishing.internal.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import dev.trustedpublishing.internal.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import dev.trustedpublishing.internal.hc.client5.http.routing.RoutingSupport;
import dev.trustedpublishing.internal.hc.core5.concurrent.DefaultThreadFactory;
import dev.trustedpublishing.internal.hc.core5.http.EndpointDetails;
import dev.trustedpublishing.internal.hc.core5.http.HttpHost;
import dev.trustedpublishing.internal.hc.core5.http.HttpRequest;
import dev.trustedpublishing.internal.hc.core5.http.HttpResponse;
import dev.trustedpublishing.internal.hc.core5.http.HttpStatus;
import dev.trustedpublishing.internal.hc.core5.http.URIScheme;
import dev.trustedpublishing.internal.hc.core5.http.config.Http1Config;
import dev.trustedpublishing.internal.hc.core5.http.protocol.HttpContext;
import dev.trustedpublishing.internal.hc.core5.http.protocol.HttpCoreContext;
import dev.trustedpublishing.internal.hc.core5.http2.HttpVersionPolicy;
import dev.trustedpublishing.internal.hc.core5.reactor.IOReactorConfig;
import dev.trustedpublishing.internal.hc.core5.util.TimeValue;
import dev.trustedpublishing.internal.hc.core5.util.Timeout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Creates the client, with all automatic behavior of HttpClient turned off. */
record AsyncClientFactory(TransportSettings settings, DnsResolver resolver, Runnable onInput) {
  /** As many as parallel uploads, so that none waits for another. */
  private static final int CONNECTIONS_PER_ORIGIN = 64;

  private static final int CONNECTIONS = 128;
  private static final int MAX_LINE_LENGTH = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  /** The next request of a run follows at once; an older connection may be about to be closed. */
  private static final TimeValue KEPT = TimeValue.ofSeconds(1);

  /** The part of the connect timeout for each address; the last address uses the rest. */
  static final int SHARES = 5;

  CloseableHttpAsyncClient start() {
    SessionWatch sessions = new SessionWatch(onInput);
    CloseableHttpAsyncClient client =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(connections())
            .setIOReactorConfig(IOReactorConfig.custom().setTcpNoDelay(true).build())
            .setThreadFactory(new DefaultThreadFactory("trusted-publishing-http", true))
            .setIOSessionListener(sessions)
            .setConnectionReuseStrategy(AsyncClientFactory::keepAlive)
            .setKeepAliveStrategy(AsyncClientFactory::keptFor)
            .setRoutePlanner(AsyncClientFactory::route)
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
            .disableContentCompression()
            .disableRequestPriority()
            .addExecInterceptorBefore(
                ChainElement.CONNECT.name(), "connection-choice", new ConnectionChoice())
            .addRequestInterceptorLast((request, entity, context) -> {
              EndpointDetails connection = HttpCoreContext.cast(context).getEndpointDetails();
              boolean first = sessions.isFirstRequest(connection);
              Attempt.in(context)
                  .exchange()
                  .begin(connection, first, () -> sessions.isIdle(connection));
            })
            .build();
    client.start();
    return client;
  }

  private PoolingAsyncClientConnectionManager connections() {
    return PoolingAsyncClientConnectionManagerBuilder.create()
        .setTlsStrategy(new VerifyingTlsStrategy(settings.trusted()))
        .setDnsResolver(resolver)
        .setMaxConnPerRoute(CONNECTIONS_PER_ORIGIN)
        .setMaxConnTotal(CONNECTIONS)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.limit(Limit.CONNECT).dividedBy(SHARES)))
                .build())
        .setDefaultTlsConfig(
            TlsConfig.custom()
                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                .setHandshakeTimeout(Timeout.of(settings.limit(Limit.HANDSHAKE)))
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
   * forwards every other interim response, and reports this one only to this strategy.
   */
  private static boolean keepAlive(
      HttpRequest request, HttpResponse response, HttpContext context) {
    if (response.getCode() == HttpStatus.SC_CONTINUE) {
      Attempt.in(context).exchange().informationResponse(response, context);
    }
    return DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)
        // HttpClient takes zero for "no limit".
        && keptFor(response, context).toMilliseconds() > 0;
  }

  /** At most half of what the server announces, because its clock started earlier. */
  private static TimeValue keptFor(HttpResponse response, HttpContext context) {
    TimeValue announced =
        DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
    return TimeValue.ofMilliseconds(
        Math.min(KEPT.toMilliseconds(), announced.toMilliseconds() / 2));
  }

  /** The tunnel shows the proxy the target's name only. */
  private static HttpRoute route(HttpHost target, HttpContext context) {
    HttpHost proxy = Attempt.in(context).proxyHost();
    HttpHost host = RoutingSupport.normalize(target, DefaultSchemePortResolver.INSTANCE);
    boolean secure = URIScheme.HTTPS.same(host.getSchemeName());
    return proxy == null
        ? new HttpRoute(host, null, secure)
        : new HttpRoute(host, null, proxy, secure);
  }

  /**
   * Resolves a host's addresses with a time limit: the system may take minutes and can't be
   * interrupted.
   *
   * <p>HttpClient uses the same timeout for every address, which is either too long for an
   * unreachable one or too short for the only one. So the timeout is short, and the last address is
   * repeated in the list until the host's whole timeout is used.
   */
  record TimedDnsResolver(
      DnsResolver resolver, ExecutorService lookups, Duration limit, int triesOfTheLast)
      implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      try {
        Future<InetAddress[]> lookup = lookups.submit(() -> resolver.resolve(host));
        return stretched(lookup.get(limit.toNanos(), TimeUnit.NANOSECONDS));
      } catch (RejectedExecutionException e) {
        throw failed("the transport was closed", e);
      } catch (TimeoutException e) {
        throw failed("no response from DNS within " + ConnectionFailureDiagnosis.shown(limit), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("interrupted", e);
      } catch (ExecutionException e) {
        throw failed("the name does not exist in DNS", e);
      }
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return host;
    }

    private InetAddress[] stretched(InetAddress[] addresses) throws UnknownHostException {
      if (addresses.length == 0) {
        throw new UnknownHostException("the name exists in DNS, but has no address");
      }
      InetAddress[] all = Arrays.copyOf(addresses, addresses.length + triesOfTheLast - 1);
      Arrays.fill(all, addresses.length, all.length, addresses[addresses.length - 1]);
      return all;
    }

    private static UnknownHostException failed(String why, Exception cause) {
      UnknownHostException failed = new UnknownHostException(why);
      failed.initCause(cause);
      return failed;
    }
  }
}

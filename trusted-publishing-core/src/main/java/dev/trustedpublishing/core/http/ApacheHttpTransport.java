package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.Attempt;
import dev.trustedpublishing.core.http.connection.ConnectionReuse;
import dev.trustedpublishing.core.http.connection.ExchangeException;
import dev.trustedpublishing.core.http.connection.HttpExchange;
import dev.trustedpublishing.core.http.connection.IncomingResponse;
import dev.trustedpublishing.core.http.connection.RequestBody;
import dev.trustedpublishing.core.http.connection.RequestProducer;
import dev.trustedpublishing.core.http.connection.RequestProducer.SourceFailed;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.http.proxy.ProxyServer;
import dev.trustedpublishing.internal.hc.client5.http.DnsResolver;
import dev.trustedpublishing.internal.hc.client5.http.SystemDefaultDnsResolver;
import dev.trustedpublishing.internal.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import dev.trustedpublishing.internal.hc.core5.concurrent.DefaultThreadFactory;
import dev.trustedpublishing.internal.hc.core5.http.message.BasicHttpRequest;
import dev.trustedpublishing.internal.hc.core5.io.CloseMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The transport over Apache HttpClient, HTTP/1.1 only. It notices a response that arrives during an
 * upload, and then stops sending. Connections are kept for the next request to the same server.
 *
 * <p>Logs nothing: HttpClient is relocated and has a logger that prints nothing, because its own
 * prints requests with the secrets that they contain.
 *
 * <p>Thread-safe. The client and its daemon threads are created with the first request and exist
 * until {@link #close()}.
 */
public final class ApacheHttpTransport implements HttpTransport, AutoCloseable {
  private final TransportSettings settings;
  private final AsyncClientFactory clients;
  private final ConnectionReuse reuse = new ConnectionReuse();
  private final Set<HttpExchange> running = ConcurrentHashMap.newKeySet();

  /** A lookup can't be aborted, only abandoned, so it has its own thread. */
  private final ExecutorService lookups =
      Executors.newCachedThreadPool(new DefaultThreadFactory("trusted-publishing-lookup", true));

  private @Nullable CloseableHttpAsyncClient client;
  private boolean closed;

  ApacheHttpTransport(TransportSettings settings, DnsResolver resolver) {
    this.settings = settings;
    this.clients =
        new AsyncClientFactory(
            settings,
            new AsyncClientFactory.TimedDnsResolver(
                resolver, lookups, settings.limit(Limit.CONNECT), AsyncClientFactory.SHARES),
            () -> running.forEach(HttpExchange::watchHead));
  }

  /**
   * Creates a transport, which opens no connection until the first request.
   *
   * @param settings user agent, trusted certificates, and timeouts
   * @return the transport
   */
  public static ApacheHttpTransport create(TransportSettings settings) {
    return new ApacheHttpTransport(settings, SystemDefaultDnsResolver.INSTANCE);
  }

  /**
   * Sends a request and waits for the response; the wait can be interrupted, and then the interrupt
   * flag stays set.
   *
   * @param call the call
   * @return the response, whatever its status; {@linkplain HttpResponse#isTruncated() truncated} if
   *     its body was longer than the call allows (64 KiB at most for 4xx and 5xx), or was truncated
   *     and the status alone is sufficient
   * @throws TransportException if there is no response: {@code NOT_SENT} if fewer bytes of the body
   *     than announced (without a body: not even the head) were passed to the connection, otherwise
   *     {@code AMBIGUOUS}, even for a success that arrived before the whole request was sent
   * @throws RuntimeException an unchecked exception of the source of the body; the request is then
   *     incomplete
   * @throws IllegalStateException if the transport is closed
   */
  @Override
  public HttpResponse send(HttpRequest call) {
    // Created before the clock starts: the first one takes up to a second.
    CloseableHttpAsyncClient client = client();
    RequestBody body = call.body().map(RequestBody::of).orElse(null);
    ProxyServer proxy = settings.proxies().forOrigin(call.origin()).orElse(null);
    try (HttpExchange exchange = new HttpExchange(settings, call, body, System::nanoTime)) {
      attempt(client, call, body, new Attempt(exchange, proxy, !reuse.permits(call, body)));
      if (!exchange.isStale()) {
        return conclude(call, proxy, exchange);
      }
      // The server closed or desynchronized the kept connection: this is no attempt.
      try (HttpExchange again = exchange.again()) {
        attempt(client, call, body, new Attempt(again, proxy, true));
        return conclude(call, proxy, again);
      }
    }
  }

  private void attempt(
      CloseableHttpAsyncClient client,
      HttpRequest call,
      @Nullable RequestBody body,
      Attempt attempt) {
    try (RequestProducer producer =
        new RequestProducer(request(call, body), body, attempt.exchange(), call.progress())) {
      run(client, attempt, producer);
    } catch (IOException e) {
      throw new UncheckedIOException("A source of the body could not be closed.", e);
    } finally {
      reuse.learn(call.origin(), attempt.exchange());
    }
  }

  /** Closes everything at once: active requests fail, connections and threads end. */
  @Override
  public void close() {
    CloseableHttpAsyncClient started;
    synchronized (this) {
      closed = true;
      started = client;
      client = null;
    }
    running.forEach(exchange -> exchange.fail(ExchangeException.Closed.now()));
    lookups.shutdownNow();
    if (started != null) {
      started.close(CloseMode.IMMEDIATE);
    }
  }

  private void run(CloseableHttpAsyncClient client, Attempt attempt, RequestProducer producer) {
    HttpExchange exchange = attempt.exchange();
    running.add(exchange);
    Future<Void> future = null;
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before anything was sent");
      }
      future = client.execute(producer, exchange, attempt.context(), exchange);
      exchange.await();
    } catch (InterruptedException e) {
      exchange.fail(e);
      Thread.currentThread().interrupt();
    } finally {
      running.remove(exchange);
      if (future != null && !exchange.isReleased()) {
        future.cancel(true);
        exchange.drop();
      }
    }
  }

  private HttpResponse conclude(
      HttpRequest call, @Nullable ProxyServer proxy, HttpExchange exchange) {
    Optional<IncomingResponse> response = exchange.response();
    if (response.isPresent()) {
      return response.get().deliver();
    }
    if (exchange.failure() instanceof SourceFailed source) {
      if (source.reason() instanceof Error error) {
        throw error;
      }
      if (source.reason() instanceof RuntimeException exception) {
        throw exception;
      }
    }
    throw new ConnectionFailureDiagnosis(call, settings, proxy, exchange).exception();
  }

  private synchronized CloseableHttpAsyncClient client() {
    if (closed) {
      throw new IllegalStateException("The transport is closed.");
    }
    if (client == null) {
      client = clients.start();
    }
    return client;
  }

  private static dev.trustedpublishing.internal.hc.core5.http.HttpRequest request(
      HttpRequest call, @Nullable RequestBody body) {
    dev.trustedpublishing.internal.hc.core5.http.HttpRequest request =
        new BasicHttpRequest(call.method(), call.url());
    call.headers().forEach(request::setHeader);
    request.setHeader("Accept-Encoding", "identity");
    if (body != null && !request.containsHeader("Content-Type")) {
      request.setHeader("Content-Type", body.contentType());
    }
    call.credential()
        .ifPresent(secret -> request.setHeader(secret.headerName(), secret.headerValue().reveal()));
    return request;
  }
}

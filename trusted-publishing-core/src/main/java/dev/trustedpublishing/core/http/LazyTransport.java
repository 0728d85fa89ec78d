package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.proxy.Proxies;
import dev.trustedpublishing.core.http.tls.CaBundle;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transport that is used unless the caller supplies one. Created with the first request,
 * because its classes, certificates and threads take most of the start-up time.
 */
public final class LazyTransport implements HttpTransport, AutoCloseable {
  private final Supplier<CiEnvironment> environment;
  private @Nullable ApacheHttpTransport transport;
  private boolean closed;

  public LazyTransport(Supplier<CiEnvironment> environment) {
    this.environment = environment;
  }

  @Override
  public HttpResponse send(HttpRequest call) {
    return started(call).send(call);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (transport != null) {
      transport.close();
    }
  }

  private synchronized ApacheHttpTransport started(HttpRequest call) {
    if (closed) {
      throw new TransportException(
          Problem.of(
                  ErrorCode.TEMPORARY_INTERRUPTED,
                  "Could not " + call.action() + ": the publisher was closed.")
              .remedy("Close the publisher after its last run has ended."),
          AttemptOutcome.NOT_SENT,
          call.origin(),
          null);
    }
    if (transport == null) {
      transport = ApacheHttpTransport.create(settings());
    }
    return transport;
  }

  private TransportSettings settings() {
    CiEnvironment variables = environment.get();
    TransportSettings usual =
        TransportSettings.of(userAgent()).withProxies(Proxies.from(variables));
    return variables.get(CaBundle.VARIABLE).isPresent()
        ? usual.withTrusted(CaBundle.in(variables).orElseThrow().withThoseOfJava())
        : usual;
  }

  /** Returns the user agent. */
  private static String userAgent() {
    String version =
        Optional.ofNullable(LazyTransport.class.getPackage().getImplementationVersion())
            .orElse("development");
    return "trusted-publishing-jvm/" + version + " (+java " + Runtime.version().feature() + ")";
  }
}

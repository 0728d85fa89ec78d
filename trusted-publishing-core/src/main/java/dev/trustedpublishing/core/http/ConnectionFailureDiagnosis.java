package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.connection.ExchangeException;
import dev.trustedpublishing.core.http.connection.HttpExchange;
import dev.trustedpublishing.core.http.connection.Phase;
import dev.trustedpublishing.core.http.connection.RequestBody;
import dev.trustedpublishing.core.http.connection.RequestProducer.SourceFailed;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.http.proxy.ProxyServer;
import dev.trustedpublishing.core.http.tls.VerifyingTlsStrategy.UntrustedCertificate;
import dev.trustedpublishing.internal.hc.client5.http.ConnectTimeoutException;
import dev.trustedpublishing.internal.hc.client5.http.HttpHostConnectException;
import dev.trustedpublishing.internal.hc.core5.http.HttpException;
import dev.trustedpublishing.internal.hc.core5.http.MalformedChunkCodingException;
import dev.trustedpublishing.internal.hc.core5.http.MessageConstraintException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a request received no response, with the proxy if one is used. Uses no text of the
 * response, which may contain an unknown secret.
 */
record ConnectionFailureDiagnosis(
    HttpRequest call,
    TransportSettings settings,
    @Nullable ProxyServer proxy,
    HttpExchange exchange) {

  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z]\\w*+\\.){1,20}+[A-Z][\\w$]*+: ");
  private static final String CHECK_URL =
      "Check the URL, and whether a proxy or firewall is in between";
  private static final String USABLE_TLS =
      "a server with TLS 1.2 or 1.3 that requires no client certificate";

  /** TLS failures where a retry can't help; the Java runtime distinguishes them by text only. */
  private enum TlsFailure {
    PLAIN_HTTP(
        "bytes that are not TLS, such as plain HTTP",
        "Check the port of the URL: it seems to be for plain HTTP.",
        "unrecognized ssl message"),
    VERSION(
        "a server without a common TLS version",
        "The server must support TLS 1.2 or newer; check that it is the right one.",
        "protocol[_ ]version"),
    CLIENT_CERTIFICATE(
        "a server that requires a client certificate",
        "Client certificates are not supported: use a URL of the registry that requires none.",
        "certificate_required|bad_certificate"),
    /** In TLS 1.2, all that such a server may be able to send (RFC 5246, 7.4.6). */
    HANDSHAKE(
        "a server that aborts the handshake, like one that requires a client certificate or has no"
            + " common cipher",
        CHECK_URL + ". Client certificates are not supported.",
        "handshake_failure"),
    ALERT("a server that aborts the handshake", CHECK_URL + ".", "fatal alert");

    private final String found;
    private final String remedy;
    private final Pattern text;

    TlsFailure(String found, String remedy, String text) {
      this.found = found;
      this.remedy = remedy;
      this.text = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    }
  }

  TransportException exception() {
    Throwable failure = exchange.failure();
    AttemptOutcome outcome =
        exchange.isNotSent() ? AttemptOutcome.NOT_SENT : AttemptOutcome.AMBIGUOUS;
    return new TransportException(
        problem(failure), outcome, call.origin(), quotesAnswer(failure) ? null : failure);
  }

  private Problem problem(Throwable failure) {
    List<Throwable> causes =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList();
    for (Throwable cause : causes) {
      if (cause instanceof UntrustedCertificate untrusted) {
        return untrusted(untrusted);
      }
    }
    for (Throwable cause : causes) {
      if (cause instanceof SSLException tls) {
        String message = String.valueOf(tls.getMessage());
        for (TlsFailure known : TlsFailure.values()) {
          if (known.text.matcher(message).find()) {
            String details = known == TlsFailure.PLAIN_HTTP ? "" : ": " + says(tls);
            return noTls(ErrorCode.USAGE_TLS_UNSUPPORTED, known.found + details, known.remedy);
          }
        }
        break;
      }
    }
    if (failure instanceof SourceFailed source) {
      return problem(ErrorCode.USAGE_ARTIFACT_UNREADABLE, "the content can't be read")
          .found(says(source.reason()))
          .expected("the same bytes as when it was planned")
          .remedy("Check that nothing changes or removes the file while it is sent.");
    }
    if (failure instanceof ExchangeException.TimedOut limit) {
      return tooLate(limit);
    }
    if (failure instanceof InterruptedException
        || failure.getCause() instanceof InterruptedException) {
      return problem(ErrorCode.TEMPORARY_INTERRUPTED, "the run was interrupted")
          .found(progress())
          .remedy("Run it again if the interruption was not intended.");
    }
    if (failure instanceof ExchangeException.Closed || failure instanceof CancellationException) {
      return problem(ErrorCode.TEMPORARY_INTERRUPTED, "the transport was closed meanwhile")
          .found(progress())
          .remedy("Close the publisher only after its last call has returned.");
    }
    return exchange.phase().compareTo(Phase.SENDING) < 0 ? notConnected(failure) : lost(failure);
  }

  private Problem notConnected(Throwable failure) {
    if (failure instanceof UnknownHostException) {
      String host = proxy == null ? host() : "of the proxy " + proxy;
      return problem(ErrorCode.TEMPORARY_DNS, "the host name " + host + " can't be resolved")
          .found(says(failure))
          .remedy(
              "Check the host name and this machine's DNS configuration. If both are correct, try"
                  + " again later.");
    }
    if (failure instanceof ExchangeException.ConnectRejected rejected) {
      return tunnelRejected(rejected.status());
    }
    if (failure instanceof SSLException) {
      String found = "the TLS handshake failed: " + says(failure);
      return noTls(ErrorCode.TEMPORARY_TLS, found, CHECK_URL + ".");
    }
    if (failure instanceof ConnectTimeoutException) {
      return unconnected("no response from the host's last address within " + limit(Limit.CONNECT));
    }
    if (failure instanceof HttpHostConnectException) {
      // HttpClient's own text lists the addresses, the last one once per attempt.
      return unconnected(says(failure).replaceFirst("(?s)^.*? failed: ", ""));
    }
    if (failure instanceof SocketTimeoutException) {
      return problem(ErrorCode.TEMPORARY_TIMEOUT, "no TLS connection to " + place() + through())
          .found("the TLS handshake was not complete after " + limit(Limit.HANDSHAKE))
          .remedy("Try again later. If it happens again, look for a proxy or firewall in between.");
    }
    if (proxy == null) {
      return lost(failure);
    }
    return problem(ErrorCode.TEMPORARY_PROXY, "no connection to " + place() + through())
        .found(
            quotesAnswer(failure)
                ? "a response of the proxy that violates HTTP/1.1"
                : "nothing was sent to the registry, then: " + says(failure))
        .remedy("Try again. If it happens again, ask the operator of the proxy. " + direct());
  }

  private Problem unconnected(String found) {
    return proxy == null
        ? problem(ErrorCode.TEMPORARY_CONNECT, "no connection to " + place())
            .found(found)
            .remedy(
                "Check the host and port, and whether this machine can connect to it; try again"
                    + " later.")
        : problem(
                ErrorCode.TEMPORARY_PROXY,
                "no connection to the proxy " + proxy + " on the way to " + place())
            .found(found)
            .remedy(
                "Check HTTPS_PROXY (or -Dhttps.proxyHost), and whether the proxy is running. "
                    + direct());
  }

  private Problem tunnelRejected(int status) {
    if (status == 407) {
      boolean login = proxy != null && proxy.login().isPresent();
      return problem(ErrorCode.USAGE_PROXY_AUTH, "the proxy " + proxy + " requires authentication")
          .found(
              login
                  ? "status 407 for the configured user name and password"
                  : "status 407, and no user name and password in HTTPS_PROXY")
          .expected("valid credentials for Basic authentication")
          .remedy("Set HTTPS_PROXY to http://user:password@host:port. " + direct());
    }
    return problem(
            ErrorCode.TEMPORARY_PROXY,
            "the proxy " + proxy + " did not open a tunnel to " + place())
        .found("status " + status + " from the proxy; nothing was sent to the registry")
        .remedy("Ask the operator of the proxy whether it allows this host and port. " + direct());
  }

  private Problem noTls(ErrorCode code, String found, String remedy) {
    return problem(code, "no TLS connection to " + place() + through())
        .found(found)
        .expected(USABLE_TLS)
        .remedy(remedy);
  }

  private Problem untrusted(UntrustedCertificate untrusted) {
    X509Certificate certificate = untrusted.certificate();
    return problem(
            ErrorCode.USAGE_TLS_UNTRUSTED,
            "the certificate of " + place() + through() + " is not trusted")
        .found(
            "subject %s, issuer %s, valid from %s to %s (%s)"
                .formatted(
                    SafeText.shown(certificate.getSubjectX500Principal().getName()),
                    SafeText.shown(certificate.getIssuerX500Principal().getName()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    says(untrusted)))
        .expected("a certificate for " + host() + ", valid now, from a trusted authority")
        .remedy(
            "If this is the right server and you trust its authority, add the authority's"
                + " certificate: set SSL_CERT_FILE to the PEM file (expired authorities do not"
                + " count), or import it into the Java trust store with keytool. If not, the"
                + " connection is intercepted.");
  }

  private Problem tooLate(ExchangeException.TimedOut limit) {
    String what =
        switch (limit.phase()) {
          case QUEUED, CONNECTING -> "no connection to " + place() + through() + " in time";
          case SENDING -> place() + " accepts no more bytes";
          case WAITING -> place() + " did not respond in time";
          case ANSWERING -> place() + " started to respond, but did not finish in time";
        };
    return problem(ErrorCode.TEMPORARY_TIMEOUT, what)
        .found(progress() + ", stopped after " + shown(limit.limit()))
        .remedy("Try again later. If it happens again, check the status page of " + host() + ".");
  }

  private Problem lost(Throwable failure) {
    if (quotesAnswer(failure)) {
      return problem(
              ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
              "the response of " + place() + " is not HTTP/1.1")
          .found(progress() + ", and a response that violates HTTP/1.1")
          .expected(
              "one response, after the request, with at most 64 KiB of headers and a clear length")
          .remedy(CHECK_URL + "; try again later.");
    }
    return problem(
            ErrorCode.TEMPORARY_CONNECTION_LOST, "the connection to " + place() + " was lost")
        .found(progress() + ", then: " + says(failure))
        .remedy(
            "Try again. If it happens again, look for a proxy or firewall that cuts connections.");
  }

  private String progress() {
    long length = call.body().map(body -> RequestBody.of(body).length()).orElse(0L);
    return switch (exchange.phase()) {
      case QUEUED, CONNECTING -> "nothing was sent";
      case SENDING -> exchange.sent() + " of " + length + " bytes were sent";
      case WAITING -> "the whole request was sent, and no response was received";
      case ANSWERING -> "the whole request was sent, and the response had started";
    };
  }

  private Problem.Description problem(ErrorCode code, String what) {
    return Problem.of(code, "Could not " + call.action() + ": " + what + ".");
  }

  private String place() {
    return host() + ", port " + call.origin().port();
  }

  private String through() {
    return proxy == null ? "" : " through the proxy " + proxy;
  }

  private String direct() {
    return "If " + host() + " is reachable without the proxy, add that host to NO_PROXY.";
  }

  private String host() {
    return SafeText.shown(call.origin().host());
  }

  /** Removes class names of causes, which explain nothing. */
  private String says(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? "unknown reason" : CLASS_NAME.matcher(message).replaceAll("");
    return SafeText.shown(SafeText.redact(text, call.secrets()));
  }

  private String limit(Limit limit) {
    return shown(settings.limit(limit));
  }

  /** Such as {@code 15 min}, {@code 30 s} or {@code 200 ms}. */
  static String shown(Duration duration) {
    if (duration.toMinutes() > 0 && duration.toSecondsPart() == 0) {
      return duration.toMinutes() + " min";
    }
    return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  /** These repeat what the server sent; our own aborts do not. */
  private static boolean quotesAnswer(Throwable failure) {
    return failure instanceof HttpException
        || failure instanceof MalformedChunkCodingException
        || failure instanceof MessageConstraintException;
  }
}

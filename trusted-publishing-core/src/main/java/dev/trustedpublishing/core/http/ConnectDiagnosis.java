package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.core.http.connection.ExchangeException.ConnectRejected;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.http.proxy.ProxyServer;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;

/** Explains why no connection was established, with the proxy if one is used. */
record ConnectDiagnosis(Diagnosis diagnosis) {
  private static final String CHECK =
      "Check the host and port, and whether this machine can connect to it; try again later.";

  Problem of(Throwable failure) {
    if (failure instanceof UnknownHostException) {
      return unknownHost(failure);
    }
    if (failure instanceof ConnectRejected refused) {
      return tunnelRefused(refused.status());
    }
    if (failure instanceof SSLException) {
      return diagnosis
          .problem(
              ErrorCode.TEMPORARY_TLS,
              "no TLS connection to " + diagnosis.place() + diagnosis.through())
          .found("the TLS handshake failed: " + diagnosis.says(failure))
          .expected("a server with TLS 1.2 or 1.3 that requires no client certificate")
          .remedy("Check the URL, and whether a proxy or firewall is in between.");
    }
    if (failure instanceof ConnectTimeoutException) {
      return unconnected(
          "no response from the host's last address within "
              + Diagnosis.shown(diagnosis.settings().limit(Limit.CONNECT)));
    }
    if (failure instanceof HttpHostConnectException) {
      return unconnected(reason(failure));
    }
    if (failure instanceof SocketTimeoutException) {
      return diagnosis
          .problem(
              ErrorCode.TEMPORARY_TIMEOUT,
              "no TLS connection to " + diagnosis.place() + diagnosis.through())
          .found(
              "the TLS handshake was not complete after "
                  + Diagnosis.shown(diagnosis.settings().limit(Limit.HANDSHAKE)))
          .remedy("Try again later. If it happens again, look for a proxy or firewall in between.");
    }
    if (diagnosis.proxy() != null) {
      return tunnelBroken(failure);
    }
    return Diagnosis.quotesAnswer(failure) ? diagnosis.notUnderstood() : diagnosis.lost(failure);
  }

  private Problem unknownHost(Throwable failure) {
    ProxyServer proxy = diagnosis.proxy();
    String host = proxy == null ? diagnosis.host() : "of the proxy " + proxy;
    return diagnosis
        .problem(ErrorCode.TEMPORARY_DNS, "the host name " + host + " can't be resolved")
        .found(diagnosis.says(failure))
        .remedy(
            "Check the host name and this machine's DNS configuration. If both are correct, try"
                + " again later.");
  }

  private Problem unconnected(String found) {
    ProxyServer proxy = diagnosis.proxy();
    return proxy == null
        ? diagnosis
            .problem(ErrorCode.TEMPORARY_CONNECT, "no connection to " + diagnosis.place())
            .found(found)
            .remedy(CHECK)
        : diagnosis
            .problem(
                ErrorCode.TEMPORARY_PROXY,
                "no connection to the proxy " + proxy + " on the way to " + diagnosis.place())
            .found(found)
            .remedy("Check HTTPS_PROXY, and whether the proxy is running. " + direct());
  }

  private Problem tunnelRefused(int status) {
    if (status == 407) {
      return diagnosis
          .problem(
              ErrorCode.USAGE_PROXY_AUTH,
              "the proxy " + diagnosis.proxy() + " requires authentication")
          .found(
              hasLogin()
                  ? "status 407 for the user name and password in HTTPS_PROXY"
                  : "status 407, and no user name and password in HTTPS_PROXY")
          .expected("valid credentials for Basic authentication")
          .remedy("Set HTTPS_PROXY to http://user:password@host:port. " + direct());
    }
    return diagnosis
        .problem(
            ErrorCode.TEMPORARY_PROXY,
            "the proxy " + diagnosis.proxy() + " did not open a tunnel to " + diagnosis.place())
        .found("status " + status + " from the proxy; nothing was sent to the registry")
        .remedy("Ask the operator of the proxy whether it allows this host and port. " + direct());
  }

  private Problem tunnelBroken(Throwable failure) {
    return diagnosis
        .problem(
            ErrorCode.TEMPORARY_PROXY,
            "no connection to " + diagnosis.place() + diagnosis.through())
        .found(
            Diagnosis.quotesAnswer(failure)
                ? "a response of the proxy that violates HTTP/1.1"
                : "nothing was sent to the registry, then: " + diagnosis.says(failure))
        .remedy("Try again. If it happens again, ask the operator of the proxy. " + direct());
  }

  private String direct() {
    return "If " + diagnosis.host() + " is reachable without the proxy, add that host to NO_PROXY.";
  }

  private boolean hasLogin() {
    ProxyServer proxy = diagnosis.proxy();
    return proxy != null && proxy.login().isPresent();
  }

  /** HttpClient's own text lists the addresses, the last one once per attempt. */
  private String reason(Throwable failure) {
    String text = diagnosis.says(failure);
    int at = text.indexOf(" failed: ");
    return at < 0 ? text : text.substring(at + " failed: ".length());
  }
}

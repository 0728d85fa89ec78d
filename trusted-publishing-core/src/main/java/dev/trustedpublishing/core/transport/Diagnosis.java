package dev.trustedpublishing.core.transport;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.http.HttpCall;
import dev.trustedpublishing.api.http.TransportException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why a call got no answer. Takes no text from the answer itself, which may hold a
 * secret that nobody knows yet.
 */
record Diagnosis(HttpCall call, TransportSettings settings, Exchange exchange) {

  TransportException exception() {
    Throwable failure = exchange.failure();
    AttemptOutcome outcome =
        exchange.isNotSent() ? AttemptOutcome.NOT_SENT : AttemptOutcome.AMBIGUOUS;
    return new TransportException(
        problem(failure), outcome, call.origin(), quotesAnswer(failure) ? null : failure);
  }

  private Problem problem(Throwable failure) {
    UntrustedCertificateException untrusted = untrusted(failure);
    if (untrusted != null) {
      return untrusted(untrusted);
    }
    if (failure instanceof SourceFailed source) {
      return unreadable(source.reason());
    }
    if (failure instanceof LimitExceeded limit) {
      return tooLate(limit);
    }
    if (failure instanceof InterruptedException
        || failure.getCause() instanceof InterruptedException) {
      return problem(ErrorCode.TEMPORARY_INTERRUPTED, "the run was interrupted")
          .found(progress())
          .remedy("Run it again, if the interruption was not meant.");
    }
    if (failure instanceof TransportClosed || failure instanceof CancellationException) {
      return problem(ErrorCode.TEMPORARY_INTERRUPTED, "the transport was closed meanwhile")
          .found(progress())
          .remedy("Close the publisher only after its last call has returned.");
    }
    if (failure instanceof UnknownHostException) {
      return problem(ErrorCode.TEMPORARY_DNS, "the host name " + host() + " can't be resolved")
          .found(says(failure))
          .remedy(
              "Check the host name and this machine's name service. If both are right, try again"
                  + " later.");
    }
    if (exchange.phase() == Exchange.Phase.CONNECTING) {
      return connecting(failure);
    }
    return quotesAnswer(failure) ? notUnderstood() : lost(failure);
  }

  private Problem connecting(Throwable failure) {
    if (failure instanceof SSLException) {
      return problem(ErrorCode.TEMPORARY_TLS, "no secure connection to " + place())
          .found("the TLS handshake failed: " + says(failure))
          .wanted("a server that speaks TLS 1.2 or 1.3 and asks for no client certificate")
          .remedy("Check the URL, and whether a proxy or firewall stands in between.");
    }
    if (failure instanceof ConnectTimeoutException) {
      return problem(ErrorCode.TEMPORARY_CONNECT, "no connection to " + place())
          .found("no answer from the host's last address within " + Words.of(settings.connect()))
          .remedy(
              "Check host and port, and whether this machine may connect there. If so, try again"
                  + " later.");
    }
    if (failure instanceof HttpHostConnectException) {
      return problem(ErrorCode.TEMPORARY_CONNECT, "no connection to " + place())
          .found(says(failure))
          .remedy(
              "Check host and port, and whether this machine may connect there. If so, try again"
                  + " later.");
    }
    if (failure instanceof SocketTimeoutException) {
      return problem(ErrorCode.TEMPORARY_TIMEOUT, "no secure connection to " + place())
          .found("the TLS handshake was not over after " + Words.of(settings.handshake()))
          .remedy("Try again later. If it stays so, look for a proxy or firewall in between.");
    }
    return lost(failure);
  }

  private Problem untrusted(UntrustedCertificateException untrusted) {
    X509Certificate certificate = untrusted.certificate();
    return problem(
            ErrorCode.USAGE_TLS_UNTRUSTED, "the certificate of " + place() + " is not trusted")
        .found(
            "subject %s, issuer %s, valid from %s to %s (%s)"
                .formatted(
                    SafeText.shown(certificate.getSubjectX500Principal().getName()),
                    SafeText.shown(certificate.getIssuerX500Principal().getName()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    says(untrusted)))
        .wanted("a certificate for " + host() + ", valid now, from an authority that is trusted")
        .remedy(
            "If this is the right server and its authority is your own, add the authority's"
                + " certificate to the trusted ones: name the PEM file in SSL_CERT_FILE, or import"
                + " it into the Java trust store with keytool. If not, somebody stands in between.");
  }

  private Problem unreadable(Throwable reason) {
    return problem(ErrorCode.USAGE_ARTIFACT_UNREADABLE, "the content can't be read")
        .found(says(reason))
        .wanted("the same bytes as when it was planned")
        .remedy("Check that nothing writes or removes the file while it is sent.");
  }

  private Problem tooLate(LimitExceeded limit) {
    String what =
        switch (limit.phase()) {
          case CONNECTING -> "no connection to " + place() + " in time";
          case SENDING -> place() + " takes no more bytes";
          case WAITING -> place() + " did not answer in time";
          case ANSWERING -> place() + " began to answer, but did not finish in time";
        };
    return problem(ErrorCode.TEMPORARY_TIMEOUT, what)
        .found(progress() + ", stopped after " + Words.of(limit.limit()))
        .remedy("Try again later. If it stays so, look at the status page of " + host() + ".");
  }

  private Problem notUnderstood() {
    return problem(
            ErrorCode.TEMPORARY_UNEXPECTED_ANSWER, "the answer of " + place() + " is not HTTP/1.1")
        .found(progress() + ", and an answer that breaks the rules of HTTP/1.1")
        .wanted("one answer, after the request, with at most 64 KiB of headers and a clear length")
        .remedy(
            "Check the URL, and whether a proxy or firewall stands in between; try again later.");
  }

  private Problem lost(Throwable failure) {
    return problem(ErrorCode.TEMPORARY_CONNECTION_LOST, "the connection to " + place() + " broke")
        .found(progress() + ", then: " + says(failure))
        .remedy("Try again. If it stays so, look for a proxy or firewall that cuts connections.");
  }

  private String progress() {
    long length = call.body().map(body -> RequestBody.of(body).length()).orElse(0L);
    return switch (exchange.phase()) {
      case CONNECTING -> "nothing was sent";
      case SENDING -> exchange.sent() + " of " + length + " bytes were sent";
      case WAITING -> "the whole request was sent and not answered";
      case ANSWERING -> "the whole request was sent and the answer had begun";
    };
  }

  private Problem.Description problem(ErrorCode code, String what) {
    return Problem.of(code, "Could not " + call.action() + ": " + what + ".");
  }

  private String place() {
    return host() + ", port " + call.origin().port();
  }

  private String host() {
    return SafeText.shown(call.origin().host());
  }

  private String says(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? "no reason was given" : message;
    return SafeText.shown(SafeText.redact(text, call.secrets()));
  }

  /** These repeat what the server sent; what we ended ourselves does not. */
  private static boolean quotesAnswer(Throwable failure) {
    return failure instanceof HttpException
        || failure instanceof MalformedChunkCodingException
        || failure instanceof MessageConstraintException;
  }

  private static @Nullable UntrustedCertificateException untrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedCertificateException untrusted) {
        return untrusted;
      }
    }
    return null;
  }
}

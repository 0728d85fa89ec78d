package dev.trustedpublishing.core.http;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.core.http.body.RequestBody;
import dev.trustedpublishing.core.http.connection.ExchangeException;
import dev.trustedpublishing.core.http.connection.HttpExchange;
import dev.trustedpublishing.core.http.connection.RequestProducer.SourceFailed;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.proxy.ProxyServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a request received no response. Uses no text of the response, which may contain an
 * unknown secret.
 */
record Diagnosis(
    HttpRequest call,
    TransportSettings settings,
    @Nullable ProxyServer proxy,
    HttpExchange exchange) {

  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z]\\w*\\.){1,20}[A-Z][\\w$]*: ");

  TransportException exception() {
    Throwable failure = exchange.failure();
    AttemptOutcome outcome =
        exchange.isNotSent() ? AttemptOutcome.NOT_SENT : AttemptOutcome.AMBIGUOUS;
    return new TransportException(
        problem(failure), outcome, call.origin(), quotesAnswer(failure) ? null : failure);
  }

  private Problem problem(Throwable failure) {
    Optional<Problem> tls = new TlsDiagnosis(this).of(failure);
    if (tls.isPresent()) {
      return tls.get();
    }
    if (failure instanceof SourceFailed source) {
      return unreadable(source.reason());
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
    if (exchange.phase().compareTo(HttpExchange.Phase.SENDING) < 0) {
      return new ConnectDiagnosis(this).of(failure);
    }
    return quotesAnswer(failure) ? notUnderstood() : lost(failure);
  }

  private Problem unreadable(Throwable reason) {
    return problem(ErrorCode.USAGE_ARTIFACT_UNREADABLE, "the content can't be read")
        .found(says(reason))
        .expected("the same bytes as when it was planned")
        .remedy("Check that nothing changes or removes the file while it is sent.");
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

  Problem notUnderstood() {
    return problem(
            ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
            "the response of " + place() + " is not HTTP/1.1")
        .found(progress() + ", and a response that violates HTTP/1.1")
        .expected(
            "one response, after the request, with at most 64 KiB of headers and a clear length")
        .remedy("Check the URL, and whether a proxy or firewall is in between; try again later.");
  }

  Problem lost(Throwable failure) {
    return problem(
            ErrorCode.TEMPORARY_CONNECTION_LOST, "the connection to " + place() + " was lost")
        .found(progress() + ", then: " + says(failure))
        .remedy(
            "Try again. If it happens again, look for a proxy or firewall that cuts connections.");
  }

  String progress() {
    long length = call.body().map(body -> RequestBody.of(body).length()).orElse(0L);
    return switch (exchange.phase()) {
      case QUEUED, CONNECTING -> "nothing was sent";
      case SENDING -> exchange.sent() + " of " + length + " bytes were sent";
      case WAITING -> "the whole request was sent, and no response was received";
      case ANSWERING -> "the whole request was sent, and the response had started";
    };
  }

  Problem.Description problem(ErrorCode code, String what) {
    return Problem.of(code, "Could not " + call.action() + ": " + what + ".");
  }

  String place() {
    return host() + ", port " + call.origin().port();
  }

  /** If a proxy is used, every connection failure names it. */
  String through() {
    return proxy == null ? "" : " through the proxy " + proxy;
  }

  String host() {
    return SafeText.shown(call.origin().host());
  }

  /** Removes class names of causes, which explain nothing. */
  String says(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null ? "unknown reason" : CLASS_NAME.matcher(message).replaceAll("");
    return SafeText.shown(SafeText.redact(text, call.secrets()));
  }

  /** Such as {@code 15 min}, {@code 30 s} or {@code 200 ms}. */
  static String shown(Duration duration) {
    if (duration.toMinutes() > 0 && duration.toSecondsPart() == 0) {
      return duration.toMinutes() + " min";
    }
    return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  /** These repeat what the server sent; our own aborts do not. */
  static boolean quotesAnswer(Throwable failure) {
    return failure instanceof HttpException
        || failure instanceof MalformedChunkCodingException
        || failure instanceof MessageConstraintException;
  }
}

package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A failure outside of the SPI code, as servers and tools report it. */
enum ExternalFault implements HttpTransport, ProcessRunner {
  /** The server, or the tool, is temporarily out of order. */
  UNAVAILABLE(
      call -> answer(call, 503, "The service is unavailable."),
      command -> new ProcessOutcome.TimedOut(Duration.ofSeconds(30))),
  /** There were too many requests. */
  RATE_LIMITED(
      call -> answer(call, 429, "Slow down."),
      command -> new ProcessOutcome.Exited(1, Optional.empty(), "slow down")),
  /** A rejection that repeats what was sent, secrets included. */
  REFUSAL_THAT_REPEATS(
      call -> answer(call, 403, "You are not allowed to. You sent: " + sent(call)),
      command ->
          new ProcessOutcome.Exited(1, Optional.of(Secret.of(ExternalFault.TOKEN)), "not allowed")),
  /** The request is not understood, and repeated. */
  BAD_REQUEST_THAT_REPEATS(
      call -> answer(call, 400, "{\"message\":\"what is " + sent(call) + "?\"}"),
      command ->
          new ProcessOutcome.Exited(2, Optional.of(Secret.of(ExternalFault.TOKEN)), "usage")),
  /** The address or the tool does not exist. */
  MISSING(
      call -> answer(call, 404, "Not found"),
      command -> new ProcessOutcome.NotStarted("No such file or directory")),
  /** Another program responds: a login page, or a tool of the same name. */
  STRANGER(
      call -> answer(call, 200, "<html><title>Log in</title></html>"),
      command -> new ProcessOutcome.Exited(0, Optional.of(Secret.of("Welcome!")), "")),
  /** A successful but empty response. */
  EMPTY(
      call -> answer(call, 200, ""), command -> new ProcessOutcome.Exited(0, Optional.empty(), "")),
  /** A successful response with members of the wrong types. */
  WRONG_TYPES(
      call -> answer(call, 200, "{\"token\":[],\"value\":{},\"audience\":7,\"expires\":\"soon\"}"),
      command -> new ProcessOutcome.TooMuchOutput(64 * 1024)),
  /** The server redirects to another host. */
  REDIRECT(
      call ->
          HttpResponse.of(
              call,
              302,
              "Found",
              Map.of("Location", List.of("https://elsewhere.example/")),
              new byte[0]),
      command -> new ProcessOutcome.Exited(3, Optional.empty(), "")),
  /** No connection can be made. */
  UNREACHABLE(
      call -> {
        throw lost(call, ErrorCode.TEMPORARY_CONNECT, AttemptOutcome.NOT_SENT);
      },
      command -> new ProcessOutcome.NotStarted("Permission denied")),
  /** The response is lost. */
  LOST(
      call -> {
        throw lost(call, ErrorCode.TEMPORARY_CONNECTION_LOST, AttemptOutcome.AMBIGUOUS);
      },
      command -> new ProcessOutcome.Exited(137, Optional.empty(), "killed")),
  /** The caller's timeout has elapsed. */
  INTERRUPTED(
      call -> {
        throw lost(call, ErrorCode.TEMPORARY_INTERRUPTED, AttemptOutcome.NOT_SENT);
      },
      command -> {
        throw TrustedPublishingException.builder(
                Stage.OBTAIN,
                Problem.of(ErrorCode.TEMPORARY_INTERRUPTED, "The run was interrupted.")
                    .remedy("Start it again."))
            .build();
      });

  @SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
  private final Function<HttpRequest, HttpResponse> http;

  @SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
  private final Function<List<String>, ProcessOutcome> process;

  ExternalFault(
      Function<HttpRequest, HttpResponse> http, Function<List<String>, ProcessOutcome> process) {
    this.http = http;
    this.process = process;
  }

  @Override
  public HttpResponse send(HttpRequest call) {
    return http.apply(call);
  }

  @Override
  public ProcessOutcome run(List<String> command) {
    return process.apply(command);
  }

  /** What a tool printed before it failed: it looks like a token, so it must be treated as one. */
  static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJhIjoiYiJ9.c2lnbmF0dXJlLW9mLWEtdGVzdA";

  /** Returns whether a retry makes sense, for servers and tools alike. */
  boolean passes() {
    return this == UNAVAILABLE || this == RATE_LIMITED;
  }

  private static HttpResponse answer(HttpRequest call, int status, String body) {
    return HttpResponse.of(call, status, "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String sent(HttpRequest call) {
    String secrets =
        call.secrets().stream().map(Secret::reveal).collect(Collectors.joining(" and "));
    return call.body()
        .filter(HttpBody.Bytes.class::isInstance)
        .map(body -> new String(((HttpBody.Bytes) body).content(), StandardCharsets.UTF_8))
        .map(body -> secrets + " and " + body.replace('"', '\''))
        .orElse(secrets);
  }

  private static TransportException lost(HttpRequest call, ErrorCode code, AttemptOutcome outcome) {
    return new TransportException(
        Problem.of(code, "Could not " + call.action() + ".").remedy("Start the job again."),
        outcome,
        call.origin(),
        null);
  }
}

package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Maps unsuccessful responses to errors, as far as they mean the same for every request. A client
 * handles first what is special to a request.
 *
 * <p>Immutable.
 *
 * @param stage the stage that the request belongs to
 * @param registry the name of the registry, for strings
 * @param context the context of the client
 * @param dialect what is different at this registry
 */
public record HttpErrorMapper(Stage stage, String registry, SpiContext context, Dialect dialect) {

  private static final Set<ErrorCode> ABOUT_TIME =
      Set.of(ErrorCode.EXCHANGE_INVALID_TOKEN, ErrorCode.PUBLISH_TOKEN_EXPIRED);

  /**
   * Creates a mapper for a registry whose responses have the usual form.
   *
   * @param stage the stage that the request belongs to
   * @param registry the name of the registry, for strings
   * @param context the context of the client
   */
  public HttpErrorMapper(Stage stage, String registry, SpiContext context) {
    this(
        stage,
        registry,
        context,
        Dialect.usual("Restart the job later, and check the status page of the registry."));
  }

  /**
   * Returns whether the same request may succeed later.
   *
   * @param response the response
   * @return true if another attempt makes sense
   */
  public boolean isTransient(HttpResponse response) {
    return response.isTransientFailure() || isRateLimit(response);
  }

  private boolean isRateLimit(HttpResponse response) {
    return dialect.rateLimits().contains(response.status());
  }

  /**
   * Returns the message of the server.
   *
   * @param response the response
   * @return the message, redacted and safe to print; may be empty
   */
  public String message(HttpResponse response) {
    return new ServerMessage(context.json(), dialect).in(response);
  }

  /**
   * Returns the body as JSON.
   *
   * @param response the response
   * @return the body; empty if it is not a JSON object
   */
  public Optional<JsonObject> json(HttpResponse response) {
    return new ServerMessage(context.json(), dialect).object(response);
  }

  /**
   * Maps a response: by its status if it means the same for every request, otherwise by the message
   * of the server.
   *
   * @param response the response, not a success
   * @param special describes what the message means for this request
   * @return the error
   */
  public TrustedPublishingException map(HttpResponse response, Function<String, Problem> special) {
    return general(response)
        .orElseGet(() -> of(response, special.apply(message(response))).build());
  }

  /**
   * Maps a response whose status means the same for every request: redirects, rate limits, and
   * errors of the server.
   *
   * @param response the response
   * @return the error; empty if the status alone does not explain it
   */
  public Optional<TrustedPublishingException> general(HttpResponse response) {
    return generalProblem(response).map(problem -> of(response, problem).build());
  }

  /**
   * Starts an error with the problem of a response. If the token is invalid or expired, the problem
   * names a difference between the clocks.
   *
   * @param response the response
   * @param problem the meaning of the response
   * @return the error with all details of the response, and whether a retry can help
   */
  public TrustedPublishingException.Builder of(HttpResponse response, Problem problem) {
    Problem explained =
        ABOUT_TIME.contains(problem.code())
            ? response.withClocks(problem, context.clock().instant())
            : problem;
    TrustedPublishingException.Builder error =
        TrustedPublishingException.builder(stage, explained)
            .origin(response.origin())
            .response(response.status(), message(response));
    response.requestId().ifPresent(error::requestId);
    response.retryAfter(context.clock().instant()).ifPresent(error::retryAfter);
    return isTransient(response) ? error.retryCanHelp() : error;
  }

  /**
   * Starts an error for a response that breaks the protocol.
   *
   * @param response the response
   * @param found its problems
   * @param expected what the protocol defines
   * @return the error, marked as one that a retry can fix
   */
  public TrustedPublishingException.Builder unexpected(
      HttpResponse response, String found, String expected) {
    return of(
            response,
            Problem.of(
                    ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                    couldNot(response, "the response does not follow the protocol."))
                .found(found)
                .expected(expected)
                .remedy(
                    "Check that the URL is the registry's and that no proxy or login page responds"
                        + " instead; otherwise restart the job later."))
        .retryCanHelp();
  }

  /**
   * Describes a response that only its message explains.
   *
   * @param code the kind of problem
   * @param what what the registry rejected
   * @param response the response
   * @return the problem
   */
  public Problem rejected(ErrorCode code, String what, HttpResponse response) {
    String message = message(response);
    return Problem.of(code, what)
        .found(message.isEmpty() ? "HTTP " + response.status() + " without a message" : message)
        .remedy("Follow the server's message. If there is none, ask the administrators.");
  }

  /**
   * Describes an error of the server.
   *
   * @param response the response
   * @return the problem
   */
  public Problem serverError(HttpResponse response) {
    return Problem.of(
            ErrorCode.TEMPORARY_REGISTRY_ERROR,
            couldNot(response, "the server has an internal error."))
        .found("HTTP " + response.status())
        .remedy(dialect.outageRemedy());
  }

  private Optional<Problem> generalProblem(HttpResponse response) {
    if (response.isRedirect()) {
      return Optional.of(redirect(response));
    }
    if (isRateLimit(response)) {
      return Optional.of(
          Problem.of(
                  ErrorCode.TEMPORARY_RATE_LIMITED,
                  "%s rate-limited this client (HTTP %s).".formatted(registry, response.status()))
              .remedy("Wait a few minutes and restart the job."));
    }
    return isTransient(response) ? Optional.of(serverError(response)) : Optional.empty();
  }

  private Problem redirect(HttpResponse response) {
    String target = response.header("Location").map(RegistryUrl::withoutSecrets).orElse("nowhere");
    // PyPI: POST /legacy -> 308 Location: /legacy/ (seen at PyPI).
    String path = response.call().url().getRawPath();
    boolean slash = dialect.slashMatters() && !path.endsWith("/") && target.endsWith(path + "/");
    return Problem.of(
            ErrorCode.USAGE_UNEXPECTED_REDIRECT, couldNot(response, "unexpected redirect."))
        .found("a redirect to " + response.shown(target))
        .expected(
            "a response from %s itself; redirects to other origins are never followed"
                .formatted(response.origin()))
        .remedy(
            slash
                ? "Add the slash at the end of the URL: " + SafeText.shown(path) + "/."
                : "Use the URL that the registry documents.");
  }

  private static String couldNot(HttpResponse response, String why) {
    return "Could not " + response.call().action() + ": " + why;
  }
}

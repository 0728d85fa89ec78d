package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.Optional;
import java.util.function.Function;

/**
 * Maps responses that are not a success to errors, as far as they mean the same for every request.
 * A client handles first what is special to a request.
 *
 * <p>Immutable.
 *
 * @param stage the stage that the request belongs to
 * @param registry the name of the registry, for strings
 * @param context the context of the client
 */
public record HttpErrorMapper(Stage stage, String registry, SpiContext context) {
  /** Not a standard status: sent instead of 429, and retried by npm's own client. */
  private static final int ENHANCE_YOUR_CALM = 420;

  /**
   * Returns whether the same request may succeed later.
   *
   * @param response the response
   * @return true if another attempt makes sense
   */
  public static boolean isTransient(HttpResponse response) {
    return response.isTransientFailure() || response.status() == ENHANCE_YOUR_CALM;
  }

  /**
   * Returns the message of the server.
   *
   * @param response the response
   * @return the message, redacted and safe to print; may be empty
   */
  public String message(HttpResponse response) {
    return new ServerMessage(context.json()).in(response);
  }

  /**
   * Maps a response: by its status where that means the same for every request, otherwise by the
   * message of the server.
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
   * Starts an error with a problem that a response showed.
   *
   * @param response the response
   * @param problem the meaning of the response
   * @return the error with everything that the response tells, and whether a retry can help
   */
  public TrustedPublishingException.Builder of(HttpResponse response, Problem problem) {
    TrustedPublishingException.Builder error =
        TrustedPublishingException.builder(stage, problem)
            .origin(response.origin())
            .answered(response.status(), message(response));
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
   * Describes an error of the server.
   *
   * @param response the response
   * @return the problem
   */
  public static Problem serverError(HttpResponse response) {
    return Problem.of(
            ErrorCode.TEMPORARY_REGISTRY_ERROR,
            couldNot(response, "the server has an internal error."))
        .found("HTTP " + response.status())
        .remedy("Restart the job later, and check the status page of the registry.");
  }

  private Optional<Problem> generalProblem(HttpResponse response) {
    if (response.isRedirect()) {
      return Optional.of(redirect(response));
    }
    if (response.status() == 429 || response.status() == ENHANCE_YOUR_CALM) {
      return Optional.of(
          Problem.of(
                  ErrorCode.TEMPORARY_RATE_LIMITED,
                  "%s rate-limited this client (HTTP %d).".formatted(registry, response.status()))
              .remedy("Wait a few minutes and restart the job."));
    }
    return isTransient(response) ? Optional.of(serverError(response)) : Optional.empty();
  }

  private static Problem redirect(HttpResponse response) {
    String target =
        response
            .header("Location")
            .map(location -> location.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//"))
            .orElse("nowhere");
    // PyPI: POST /legacy -> 308 Location: /legacy/ (seen at PyPI).
    String path = response.call().url().getRawPath();
    boolean slash = !path.endsWith("/") && target.endsWith(path + "/");
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

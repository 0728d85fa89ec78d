package dev.trustedpublishing.attestation.sigstore.service;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.Optional;

/**
 * Explains the responses of a service that are not a success.
 *
 * @param service what it is, for messages
 * @param context reads JSON and has the clock
 */
record ServiceErrors(String service, SpiContext context) {

  /** The body as JSON. */
  JsonObject parsed(HttpResponse response) {
    try {
      if (response.isTruncated()) {
        throw new JsonException("longer than " + response.call().responseLimit() + " bytes");
      }
      return context.json().parse(response.body());
    } catch (JsonException e) {
      throw malformed(response, e);
    }
  }

  TrustedPublishingException malformed(HttpResponse response, JsonException e) {
    return of(
            response,
            Problem.of(
                    ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                    "Could not " + response.call().action() + ": the response is malformed.")
                .found(response.shown(String.valueOf(e.getMessage())))
                .expected("the response of " + service)
                .remedy(
                    "Check that no proxy or login page responds instead; otherwise restart the job"
                        + " later, or publish without attestations."))
        .retryCanHelp()
        .build();
  }

  /** A failure; {@code remedy} applies if the service rejected the request itself. */
  TrustedPublishingException of(HttpResponse response, String expected, String remedy) {
    if (response.isRedirect()) {
      return of(
              response,
              Problem.of(
                      ErrorCode.USAGE_UNEXPECTED_REDIRECT,
                      "Could not " + response.call().action() + ": unexpected redirect.")
                  .found("HTTP " + response.status())
                  .expected("a response from " + response.origin() + " itself")
                  .remedy("Use the URL that the operators of the Sigstore instance document."))
          .build();
    }
    if (response.isTransientFailure()) {
      return of(response, unavailable(response)).retryCanHelp().build();
    }
    Problem rejected =
        Problem.of(
                ErrorCode.PUBLISH_SIGNING_REJECTED,
                "Could not " + response.call().action() + ": " + service + " rejected it.")
            .found(message(response))
            .expected(expected)
            .remedy(remedy);
    return of(response, response.withClocks(rejected, context.clock().instant())).build();
  }

  private Problem unavailable(HttpResponse response) {
    boolean rateLimited = response.status() == 429;
    return Problem.of(
            rateLimited ? ErrorCode.TEMPORARY_RATE_LIMITED : ErrorCode.TEMPORARY_REGISTRY_ERROR,
            "Could not "
                + response.call().action()
                + ": "
                + service
                + (rateLimited ? " rate-limited this client." : " does not work at the moment."))
        .found("HTTP " + response.status() + " " + message(response))
        .remedy(
            "Restart the job later, and check https://status.sigstore.dev. Or publish without"
                + " attestations: --attestations none.");
  }

  private TrustedPublishingException.Builder of(HttpResponse response, Problem problem) {
    TrustedPublishingException.Builder error =
        TrustedPublishingException.builder(Stage.ATTEST, problem)
            .origin(response.origin())
            .response(response.status(), message(response));
    response.requestId().ifPresent(error::requestId);
    response.retryAfter(context.clock().instant()).ifPresent(error::retryAfter);
    return error;
  }

  /** {@code {"code":3,"message":"..."}} is the form of both services. */
  private String message(HttpResponse response) {
    try {
      Optional<String> message = context.json().parse(response.body()).text("message");
      return response.shown(message.orElse(""));
    } catch (JsonException notJson) {
      return response.excerpt();
    }
  }
}

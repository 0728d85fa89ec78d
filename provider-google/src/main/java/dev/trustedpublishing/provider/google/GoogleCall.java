package dev.trustedpublishing.provider.google;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.spi.SpiContext;

/**
 * One request to a server of Google. Explains that it failed there, and not at the registry.
 *
 * @param context sends the request
 * @param server the name of the server in messages
 */
record GoogleCall(SpiContext context, String server) {

  /** Returns every response but those that another attempt can change. */
  HttpResponse send(HttpRequest request, String remedy) {
    HttpResponse response;
    try {
      response = context.http().send(request);
    } catch (TransportException e) {
      throw unreachable(e, remedy);
    }
    if (!response.isTransientFailure()) {
      return response;
    }
    TrustedPublishingException.Builder failure =
        answered(
                response,
                Problem.of(
                        ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
                        "Google Cloud (not the registry) issues no identity token at the moment.")
                    .found("HTTP status " + response.status() + " from " + server)
                    .expected("an identity token")
                    .remedy("Retry the job; check https://status.cloud.google.com."))
            .retryCanHelp();
    response.retryAfter(context.clock().instant()).ifPresent(failure::retryAfter);
    throw failure.build();
  }

  static TrustedPublishingException.Builder answered(HttpResponse response, Problem problem) {
    TrustedPublishingException.Builder failure =
        TrustedPublishingException.builder(Stage.OBTAIN, problem)
            .origin(response.origin())
            .response(response.status(), response.isSuccess() ? "" : response.excerpt());
    response.requestId().ifPresent(failure::requestId);
    return failure;
  }

  private RuntimeException unreachable(TransportException e, String remedy) {
    if (e.problem().code().category() != ErrorCategory.TEMPORARY
        || e.problem().code().equals(ErrorCode.TEMPORARY_INTERRUPTED)) {
      return e;
    }
    return TrustedPublishingException.builder(
            Stage.OBTAIN,
            Problem.of(
                    ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
                    "Google Cloud (not the registry) could not be reached.")
                .found(e.problem().what())
                .expected("a response from " + server)
                .remedy(remedy))
        .origin(e.origin())
        .outcome(e.outcome())
        .cause(e)
        .retryCanHelp()
        .build();
  }
}

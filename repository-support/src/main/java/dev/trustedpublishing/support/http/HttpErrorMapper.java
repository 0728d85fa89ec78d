package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.Optional;

/**
 * Describes answers that are no success, as far as they mean the same for every call. What is
 * special to a call, the call looks at first.
 *
 * @param stage the stage that the call belongs to
 * @param registry what the index is called
 * @param context everything that touches the world
 */
public record HttpErrorMapper(Stage stage, String registry, SpiContext context) {

  /**
   * Describes a problem that an answer showed.
   *
   * @param answer the answer
   * @param problem what it means
   * @return details with everything that the answer tells, also whether a retry can help
   */
  public TrustedPublishingException.Builder of(HttpResponse answer, Problem problem) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(stage, problem)
            .origin(answer.origin())
            .answered(answer.status(), new ServerMessage(context.json()).in(answer));
    answer.requestId().ifPresent(details::requestId);
    answer.retryAfter(context.clock().instant()).ifPresent(details::retryAfter);
    return answer.isTransientFailure() ? details.retryCanHelp() : details;
  }

  /**
   * Describes an answer that means the same for every call.
   *
   * @param answer the answer
   * @return the failure; empty if its status says nothing by itself
   */
  public Optional<TrustedPublishingException> general(HttpResponse answer) {
    if (answer.isRedirect()) {
      return Optional.of(of(answer, redirect(answer)).build());
    }
    if (answer.status() == 429) {
      return Optional.of(
          of(
                  answer,
                  Problem.of(
                          ErrorCode.TEMPORARY_RATE_LIMITED,
                          registry + " got too many requests from here.")
                      .remedy("Wait some minutes and start the job again."))
              .build());
    }
    if (answer.isTransientFailure()) {
      return Optional.of(
          of(
                  answer,
                  Problem.of(
                          ErrorCode.TEMPORARY_REGISTRY_ERROR,
                          "Could not " + answer.call().action() + ": the server has a fault.")
                      .found("HTTP " + answer.status())
                      .remedy(
                          "Start the job again later; the state of PyPI is shown at"
                              + " https://status.python.org."))
              .build());
    }
    return Optional.empty();
  }

  /**
   * Describes an answer that breaks the protocol.
   *
   * @param answer the answer
   * @param found what is wrong with it
   * @param expected what the protocol says
   * @return details that say that a retry can help
   */
  public TrustedPublishingException.Builder unexpected(
      HttpResponse answer, String found, String expected) {
    return of(
            answer,
            Problem.of(
                    ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                    "Could not "
                        + answer.call().action()
                        + ": the answer is not what the protocol promises.")
                .found(found)
                .expected(expected)
                .remedy(
                    "Check that the URL is that of a package index and that no proxy or login page"
                        + " answers in its place; otherwise start the job again later."))
        .retryCanHelp();
  }

  private Problem redirect(HttpResponse answer) {
    String target =
        answer
            .header("Location")
            .map(location -> location.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//"))
            .orElse("nowhere");
    // PyPI: POST /legacy -> 308 Location: /legacy/ (seen at PyPI).
    String path = answer.call().url().getRawPath();
    boolean slash = !path.endsWith("/") && target.endsWith(path + "/");
    return Problem.of(
            ErrorCode.USAGE_UNEXPECTED_REDIRECT,
            "Could not " + answer.call().action() + ": the server sends us elsewhere.")
        .found("a redirect to " + answer.shown(target))
        .expected(
            "an answer from "
                + answer.origin()
                + " itself; redirects to other places are never followed")
        .remedy(
            slash
                ? "Add the slash at the end of the upload URL: " + SafeText.shown(path) + "/."
                : "Use the address that the index names for uploads.");
  }
}

package dev.trustedpublishing.provider.github;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.SpiContext;

/**
 * {@code GET <request URL>&audience=<audience>} with the job's request token as bearer; the
 * response is {@code {"count": 1234, "value": "<jwt>"}} (GitHub's OpenID Connect reference).
 */
final class TokenRequest {
  private static final String ACTION = "get an identity token from the CI system";

  /** Larger than any token; the reader of tokens has its own limit. */
  private static final int RESPONSE_LIMIT = 96 * 1024;

  private final TokenEndpoint endpoint;
  private final Credential credential;
  private final SpiContext context;

  TokenRequest(TokenEndpoint endpoint, Secret requestToken, SpiContext context) {
    this.endpoint = endpoint;
    this.credential = Credential.bearer(requestToken, endpoint.origin());
    this.context = context;
  }

  IdentityToken send(String audience) {
    HttpRequest call = call(audience);
    HttpResponse answer;
    try {
      answer = context.http().send(call);
    } catch (TransportException e) {
      throw endpointFailed(e);
    }
    if (answer.status() == 200) {
      return read(answer);
    }
    throw refused(answer);
  }

  private HttpRequest call(String audience) {
    return HttpRequest.get(endpoint.forAudience(audience), ACTION)
        .withAccept("application/json")
        .withCredential(credential)
        .withResponseLimit(RESPONSE_LIMIT);
  }

  private IdentityToken read(HttpResponse answer) {
    try {
      String jwt = context.json().parse(answer.body()).requireText("value");
      return context.readIdentityToken(Secret.of(jwt), IdentityToken.Supply.ON_REQUEST);
    } catch (JsonException e) {
      throw answered(
              answer,
              "",
              Problem.of(
                      ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                      "The CI system's token endpoint returned a malformed response.")
                  .found(String.valueOf(e.getMessage()))
                  .expected("a JSON object with the token in 'value'")
                  .remedy(
                      "Restart the job. If it happens again, ask the operators of the CI system."))
          .retryCanHelp()
          .build();
    }
  }

  private TrustedPublishingException refused(HttpResponse answer) {
    TrustedPublishingException.Builder details =
        answered(answer, answer.excerpt(), problem(answer));
    answer.retryAfter(context.clock().instant()).ifPresent(details::retryAfter);
    return (mayWorkLater(answer) ? details.retryCanHelp() : details).build();
  }

  private static TrustedPublishingException.Builder answered(
      HttpResponse answer, String words, Problem problem) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(Stage.OBTAIN, problem)
            .origin(answer.origin())
            .response(answer.status(), words);
    answer.requestId().ifPresent(details::requestId);
    return details;
  }

  private static Problem problem(HttpResponse answer) {
    if (answer.isRedirect()) {
      return Problem.of(
              ErrorCode.USAGE_UNEXPECTED_REDIRECT,
              "The CI system's token endpoint returned a redirect, which is not followed.")
          .found("a redirect to " + target(answer))
          .expected("the endpoint itself in " + GitHubActions.URL_VARIABLE)
          .remedy("Find out what is between this job and the CI system (a proxy?).");
    }
    if (mayWorkLater(answer)) {
      return Problem.of(
              ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
              "The CI system's token endpoint (not the registry) does not work at the moment.")
          .remedy("Restart the job in a few minutes, and check the CI system's status page.");
    }
    if (answer.status() == 401 || answer.status() == 403) {
      return Problem.of(
              ErrorCode.IDENTITY_REFUSED,
              "The CI system refused to issue an identity token: the request token expired or the"
                  + " job has ended.")
          .expected("a request token of a running job")
          .remedy(
              "Publish within the job, not from a process that outlives it; then restart the job.");
    }
    return Problem.of(
            ErrorCode.IDENTITY_REFUSED, "The CI system refused to issue an identity token.")
        .remedy(
            "Read its message. If the workflow is correct, ask the operators of the CI system.");
  }

  /** A 403 with "pending" or "delayed" comes from bursts of jobs and is temporary. */
  private static boolean mayWorkLater(HttpResponse answer) {
    boolean notStartedYet =
        answer.status() == 403 && answer.excerpt().matches("(?i).*\\b(pending|delayed)\\b.*");
    return notStartedYet || answer.isTransientFailure();
  }

  private static TrustedPublishingException endpointFailed(TransportException e) {
    boolean retryCanHelp =
        e.problem().code().category() == ErrorCategory.TEMPORARY
            && !e.problem().code().equals(ErrorCode.TEMPORARY_INTERRUPTED);
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
                Stage.OBTAIN, retryCanHelp ? unreachable(e) : e.problem())
            .origin(e.origin())
            .outcome(e.outcome())
            .cause(e);
    return (retryCanHelp ? details.retryCanHelp() : details).build();
  }

  private static Problem unreachable(TransportException e) {
    return Problem.of(
            ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
            "The CI system's token endpoint (not the registry) could not be reached.")
        .found(e.problem().what())
        .expected("a response from " + e.origin())
        .remedy("Restart the job in a few minutes, and check the CI system's status page.");
  }

  /** Without what may be secret in an address. */
  private static String target(HttpResponse answer) {
    return answer
        .header("Location")
        .map(address -> address.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//"))
        .map(SafeText::shown)
        .orElse("nowhere");
  }
}

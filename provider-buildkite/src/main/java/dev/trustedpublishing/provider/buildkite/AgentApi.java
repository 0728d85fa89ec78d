package dev.trustedpublishing.provider.buildkite;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent itself calls: {@code POST .../jobs/ID/oidc/tokens} with the agent's access token,
 * answered with {@code {"token": "<jwt>"}} (source of the agent, api/oidc.go).
 */
final class AgentApi {
  static final String TOKEN_VARIABLE = "BUILDKITE_AGENT_ACCESS_TOKEN";
  static final String JOB_VARIABLE = "BUILDKITE_JOB_ID";
  private static final String ENDPOINT_VARIABLE = "BUILDKITE_AGENT_ENDPOINT";
  private static final String DEFAULT_ENDPOINT = "https://agent.buildkite.com/v3";
  private static final String RETRY = "Retry the job; check https://www.buildkitestatus.com.";
  private static final int RESPONSE_LIMIT = 96 * 1024;

  private final URI url;
  private final Secret accessToken;
  private final SpiContext context;

  private AgentApi(URI url, Secret accessToken, SpiContext context) {
    this.url = url;
    this.accessToken = accessToken;
    this.context = context;
  }

  /**
   * Returns the API for the job; empty if the variables of the job are missing.
   *
   * @throws TrustedPublishingException {@code identity.bad-endpoint} if the variables can't be
   *     those of Buildkite; nothing was sent
   */
  static Optional<AgentApi> of(SpiContext context) {
    CiEnvironment environment = context.environment();
    Optional<String> job = environment.get(JOB_VARIABLE);
    return environment
        .secret(TOKEN_VARIABLE)
        .filter(token -> job.isPresent())
        .map(token -> new AgentApi(url(environment, job.orElseThrow()), token, context));
  }

  IdentityToken token(String audience) {
    HttpResponse response = send(request(audience));
    if (!response.isSuccess()) {
      throw refused(response);
    }
    try {
      String jwt = context.json().parse(response.body()).requireText("token");
      return context.readIdentityToken(Secret.of(jwt), IdentityToken.Supply.ON_REQUEST);
    } catch (JsonException e) {
      throw answered(
              response,
              Problem.of(
                      ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                      "Buildkite's API returned a malformed response.")
                  .found(String.valueOf(e.getMessage()))
                  .expected("a JSON object with the identity token in 'token'")
                  .remedy(RETRY))
          .retryCanHelp()
          .build();
    }
  }

  private HttpRequest request(String audience) {
    byte[] body = context.json().write(Map.of("audience", audience));
    return HttpRequest.post(url, "get an identity token from Buildkite")
        .withAccept("application/json")
        .withCredential(credential())
        .withBody(HttpBody.json(body))
        .withResponseLimit(RESPONSE_LIMIT);
  }

  private Credential credential() {
    try {
      Secret value = Secret.of("Token " + accessToken.reveal());
      return Credential.header("Authorization", value, Origin.of(url));
    } catch (IllegalArgumentException e) {
      throw badVariable(TOKEN_VARIABLE, "contains spaces, line breaks, or non-ASCII characters");
    }
  }

  private HttpResponse send(HttpRequest request) {
    try {
      return context.http().send(request);
    } catch (TransportException e) {
      if (e.problem().code().category() != ErrorCategory.TEMPORARY
          || e.problem().code().equals(ErrorCode.TEMPORARY_INTERRUPTED)) {
        throw e;
      }
      throw TrustedPublishingException.builder(
              Stage.OBTAIN,
              Problem.of(
                      ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
                      "Buildkite's API (not the registry) could not be reached.")
                  .found(e.problem().what())
                  .expected("a response from " + e.origin())
                  .remedy(RETRY))
          .origin(e.origin())
          .outcome(e.outcome())
          .cause(e)
          .retryCanHelp()
          .build();
    }
  }

  private TrustedPublishingException refused(HttpResponse response) {
    if (response.isTransientFailure()) {
      TrustedPublishingException.Builder failure =
          answered(
                  response,
                  Problem.of(
                          ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
                          "Buildkite's API (not the registry) does not work at the moment.")
                      .remedy(RETRY))
              .retryCanHelp();
      response.retryAfter(context.clock().instant()).ifPresent(failure::retryAfter);
      return failure.build();
    }
    return answered(
            response,
            Problem.of(ErrorCode.IDENTITY_REFUSED, "Buildkite refused to issue an identity token.")
                .found("HTTP status " + response.status())
                .expected("the access token of the agent that runs this job, while it runs")
                .remedy(
                    "Publish within the job. Pass "
                        + TOKEN_VARIABLE
                        + " and "
                        + JOB_VARIABLE
                        + " into the container as the agent sets them."))
        .build();
  }

  private static TrustedPublishingException.Builder answered(
      HttpResponse response, Problem problem) {
    TrustedPublishingException.Builder failure =
        TrustedPublishingException.builder(Stage.OBTAIN, problem)
            .origin(response.origin())
            .response(response.status(), response.isSuccess() ? "" : response.excerpt());
    response.requestId().ifPresent(failure::requestId);
    return failure;
  }

  /** The access token goes there, and any earlier step can change the variable. */
  private static URI url(CiEnvironment environment, String job) {
    if (!job.matches("[A-Za-z0-9-]{1,64}")) {
      throw badVariable(JOB_VARIABLE, "is not the id of a job");
    }
    String endpoint = environment.get(ENDPOINT_VARIABLE).orElse(DEFAULT_ENDPOINT);
    try {
      URI url = URI.create(endpoint.replaceAll("/+$", "") + "/jobs/" + job + "/oidc/tokens");
      Origin origin = Origin.of(url);
      if (origin.isTrustworthy()
          && (origin.isLoopback() || origin.host().endsWith(".buildkite.com"))) {
        return url;
      }
      throw badVariable(ENDPOINT_VARIABLE, "is at " + origin);
    } catch (IllegalArgumentException e) {
      throw badVariable(ENDPOINT_VARIABLE, "is not a URL");
    }
  }

  private static TrustedPublishingException badVariable(String variable, String found) {
    return Problem.of(
            ErrorCode.IDENTITY_BAD_ENDPOINT,
            "The variables of this Buildkite job are invalid; nothing was sent.")
        .found(variable + " " + found)
        .expected("the variables as the agent sets them, and an HTTPS URL at buildkite.com")
        .remedy(
            "Find out which step, hook, or plugin changed "
                + variable
                + ". With an endpoint of your own, give the container the agent:\n"
                + "plugins:\n"
                + "  - docker#v5.13.0:\n"
                + "      mount-buildkite-agent: true")
        .toException(Stage.OBTAIN);
  }
}

package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.endpoint.TokenEndpoints;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /_/oidc/mint-token}: trades an identity token for an API token (Warehouse,
 * oidc/views.py).
 */
public final class TokenExchange {
  /**
   * The name that stands before an API token in Basic authentication (Warehouse,
   * macaroons/security_policy.py).
   */
  private static final String USER = "__token__";

  /**
   * What PyPI gives, and what is assumed where an index does not say (Warehouse, oidc/views.py).
   */
  private static final Duration USUAL_LIFE = Duration.ofMinutes(15);

  private static final Duration LONGEST_LIFE = Duration.ofHours(24);
  private static final int LONGEST_TOKEN = 16 << 10;

  /** Seconds since 1970 beyond this are milliseconds: the year 5138. */
  private static final long MILLISECONDS = 100_000_000_000L;

  private static final String WANTED =
      "{\"success\":true,\"token\":\"pypi-...\",\"expires\":<seconds since 1970>}";

  private final RegistryEndpoints endpoints;
  private final TokenEndpoints tokens;
  private final SpiContext context;
  private final HttpErrorMapper failures;

  public TokenExchange(RegistryEndpoints endpoints, TokenEndpoints tokens, SpiContext context) {
    this.endpoints = endpoints;
    this.tokens = tokens;
    this.context = context;
    this.failures = new HttpErrorMapper(Stage.EXCHANGE, endpoints.name(), context);
  }

  /**
   * Exchanges once.
   *
   * @param project what is to be published, if anything is; for texts
   * @param identity the identity token; used up by a success, also by one whose answer is lost
   * @return the API token
   * @throws TrustedPublishingException if the index says no, with the claims that were presented
   */
  public ApiToken send(Optional<ProjectName> project, IdentityToken identity) {
    Secret jwt = identity.value();
    // JSON, because a form makes the server reject repeated keys (Warehouse, config.py).
    HttpRequest call =
        HttpRequest.post(tokens.mint(), "exchange the identity token at " + endpoints.name())
            .withAccept("application/json")
            .withBody(HttpBody.json(context.json().write(request(jwt))))
            .redacting(jwt);
    HttpResponse answer = context.http().send(call);
    if (answer.isSuccess()) {
      return token(answer, jwt);
    }
    TrustedPublishingException failure =
        failures
            .general(answer)
            .orElseGet(() ->
                new ExchangeErrors(endpoints, project, context, failures).of(answer, identity));
    throw failure.toBuilder().presentedClaims(identity.claims().presentable()).build();
  }

  private Map<String, Object> request(Secret jwt) {
    return tokens.features().isEmpty()
        ? Map.of("token", jwt.reveal())
        : Map.of("token", jwt.reveal(), "features", tokens.features());
  }

  private ApiToken token(HttpResponse answer, Secret jwt) {
    try {
      JsonObject body = context.json().parse(answer.body());
      if (!body.truth("success").orElse(true)) {
        throw new JsonException("'success' is false");
      }
      String token = body.requireText("token");
      if (token.length() > LONGEST_TOKEN || token.startsWith(jwt.reveal())) {
        throw new JsonException("'token' is no API token");
      }
      Secret secret = Secret.of(token);
      if (!secret.isHeaderSafe()) {
        throw new JsonException("'token' has characters that no token has");
      }
      Instant expiresAt = expiry(body, answer);
      return new ApiToken(secret, Credential.basic(USER, secret, answer.origin()), expiresAt);
    } catch (JsonException e) {
      // The identity token is used up and an API token may live: as good as a lost answer.
      throw failures
          .unexpected(answer, String.valueOf(e.getMessage()), WANTED)
          .answered(answer.status(), "")
          .outcome(AttemptOutcome.AMBIGUOUS)
          .cause(e)
          .build();
    }
  }

  private Instant expiry(JsonObject body, HttpResponse answer) {
    Instant now = context.clock().instant();
    Instant expiresAt;
    try {
      expiresAt =
          body.wholeNumber("expires").map(TokenExchange::toInstant).orElse(now.plus(USUAL_LIFE));
    } catch (JsonException e) {
      warnAboutExpiry(String.valueOf(e.getMessage()), "the usual 900 seconds are assumed");
      return now.plus(USUAL_LIFE);
    }
    if (!expiresAt.isAfter(now)) {
      throw failures
          .of(
              answer,
              Problem.of(
                      ErrorCode.EXCHANGE_EXPIRED_ON_ARRIVAL,
                      "The API token of " + endpoints.name() + " had expired when it arrived.")
                  .found("an expiry at " + expiresAt + ", and it is " + now + " here")
                  .remedy("Set the clock of this machine; then start the job again."))
          .answered(answer.status(), "")
          .build();
    }
    if (expiresAt.isAfter(now.plus(LONGEST_LIFE))) {
      warnAboutExpiry("it lives until " + expiresAt, "it is revoked at the end all the same");
    }
    return expiresAt;
  }

  private static Instant toInstant(long number) {
    boolean seconds = number >= -MILLISECONDS && number <= MILLISECONDS;
    return seconds ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
  }

  private void warnAboutExpiry(String found, String consequence) {
    context.warn(
        Problem.of(
                ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                endpoints.name() + " gives its API token an unusual expiry.")
            .found(found)
            .expected("seconds since 1970, some minutes from now")
            .remedy("Nothing has to be done: " + consequence + "."));
  }
}

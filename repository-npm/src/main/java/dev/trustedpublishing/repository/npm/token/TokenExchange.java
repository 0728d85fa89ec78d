package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * {@code POST /-/npm/v1/oidc/token/exchange/package/NAME}: trades an identity token for an API
 * token of one package (npm CLI, lib/utils/oidc.js). The request has no body.
 */
public final class TokenExchange {
  /** What the registry gives, and what is assumed where it does not say. */
  private static final Duration USUAL_LIFE = Duration.ofHours(1);

  private static final Duration LONGEST_LIFE = Duration.ofHours(24);
  private static final int LONGEST_TOKEN = 16 << 10;
  private static final String WANTED =
      "{\"token_type\":\"oidc\",\"token\":\"...\",\"created\":\"...\",\"expires\":\"<date and time>\"}";

  private final RegistryAddress registry;
  private final SpiContext context;
  private final HttpErrorMapper failures;

  public TokenExchange(RegistryAddress registry, SpiContext context) {
    this.registry = registry;
    this.context = context;
    this.failures = new HttpErrorMapper(Stage.EXCHANGE, registry, context);
  }

  /**
   * Exchanges once.
   *
   * @param name the package that the API token is for
   * @param identity the identity token; used up by a success, also by one whose answer is lost
   * @return the API token
   * @throws TrustedPublishingException if the registry says no, with the claims that were presented
   */
  public ApiToken send(PackageName name, IdentityToken identity) {
    Secret jwt = identity.value();
    HttpResponse answer = answer(name, jwt);
    if (answer.isSuccess()) {
      return token(answer, jwt);
    }
    TrustedPublishingException failure =
        failures
            .general(answer)
            .orElseGet(
                () -> new ExchangeErrors(registry, name, failures).of(answer, identity.claims()));
    throw failure.toBuilder().presentedClaims(identity.claims().presentable()).build();
  }

  private HttpResponse answer(PackageName name, Secret jwt) {
    HttpRequest call =
        HttpRequest.post(
                registry.exchange(name),
                "exchange the identity token for " + name + " at " + registry)
            .withAccept("application/json");
    return context.http().send(call.withCredential(Credential.bearer(jwt, call.origin())));
  }

  private ApiToken token(HttpResponse answer, Secret jwt) {
    try {
      JsonObject body = context.json().parse(answer.body());
      String token = body.requireText("token");
      if (token.length() > LONGEST_TOKEN || token.startsWith(jwt.reveal())) {
        throw new JsonException("'token' is no API token");
      }
      Secret secret = Secret.of(token);
      if (!secret.isHeaderSafe()) {
        throw new JsonException("'token' has characters that no token has");
      }
      Instant expiresAt = expiry(body, answer);
      return new ApiToken(secret, Credential.bearer(secret, answer.origin()), expiresAt);
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
    Optional<Instant> stated = stated(body);
    if (stated.isEmpty()) {
      warnAboutExpiry("no date that can be read", "one hour is assumed");
      return now.plus(USUAL_LIFE);
    }
    Instant expiresAt = stated.get();
    if (!expiresAt.isAfter(now)) {
      throw failures
          .of(
              answer,
              Problem.of(
                      ErrorCode.EXCHANGE_EXPIRED_ON_ARRIVAL,
                      "The API token of " + registry + " had expired when it arrived.")
                  .found("an expiry at " + expiresAt + ", and it is " + now + " here")
                  .remedy("Set the clock of this machine; then start the job again."))
          .answered(answer.status(), "")
          .build();
    }
    if (expiresAt.isAfter(now.plus(LONGEST_LIFE))) {
      warnAboutExpiry("it lives until " + expiresAt, "nothing can take it back before");
    }
    return expiresAt;
  }

  private static Optional<Instant> stated(JsonObject body) {
    try {
      return body.text("expires").map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (JsonException | DateTimeParseException e) {
      // Documented: what can't be read counts as not said, with a warning.
      return Optional.empty();
    }
  }

  private void warnAboutExpiry(String found, String consequence) {
    context.warn(
        Problem.of(
                ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                registry + " gives its API token an unusual expiry.")
            .found(found)
            .expected("a date and time about an hour from now")
            .remedy("Nothing has to be done: " + consequence + "."));
  }
}

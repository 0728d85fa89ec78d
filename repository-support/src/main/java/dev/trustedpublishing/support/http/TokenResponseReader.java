package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the response to a token exchange: {@code {"token":"..."}}, with an expiry or without.
 *
 * <p>Immutable.
 *
 * @param errors maps what is wrong with the response
 * @param form an example of the response, for strings
 * @param check throws {@link JsonException} if the response denies success
 * @param expiry how the registry states the expiry
 */
public record TokenResponseReader(
    HttpErrorMapper errors, String form, Consumer<JsonObject> check, Expiry expiry) {
  private static final Duration MAX_LIFETIME = Duration.ofHours(24);
  private static final int MAX_LENGTH = 16 << 10;

  /**
   * Creates a reader for a registry that reports failures by the status only.
   *
   * @param errors maps what is wrong with the response
   * @param form an example of the response, for strings
   * @param expiry how the registry states the expiry
   */
  public TokenResponseReader(HttpErrorMapper errors, String form, Expiry expiry) {
    this(errors, form, body -> {}, expiry);
  }

  /**
   * How a registry states the expiry of its tokens.
   *
   * @param stated reads the expiry from the response; empty if it is not stated, and throws {@link
   *     JsonException} if it can't be read
   * @param lifetime the usual lifetime, for a response without an expiry
   * @param form the form of the expiry, for strings
   */
  public record Expiry(
      Function<JsonObject, Optional<Instant>> stated, Duration lifetime, String form) {

    /**
     * Describes a registry that never states the expiry.
     *
     * @param lifetime the lifetime of its tokens
     * @return the description
     */
    public static Expiry assumed(Duration lifetime) {
      return new Expiry(response -> Optional.empty(), lifetime, "no expiry");
    }
  }

  /**
   * Exchanges an identity token.
   *
   * @param request the request
   * @param identity the identity token; used up by a success, even if the response is lost
   * @param credential turns the token into the credential of requests to an origin
   * @param rejection explains the error responses that are special to this request
   * @return the API token
   * @throws TrustedPublishingException if the registry rejects it, with the claims that were sent
   */
  public ApiToken exchange(
      HttpRequest request,
      IdentityToken identity,
      BiFunction<Secret, Origin, Credential> credential,
      Function<HttpResponse, Problem> rejection) {
    HttpResponse response = errors.context().http().send(request);
    if (response.isSuccess()) {
      return read(response, identity.value(), credential);
    }
    throw errors
        .general(response)
        .orElseGet(() -> errors.of(response, rejection.apply(response)).build())
        .toBuilder()
        .presentedClaims(identity.claims().presentable())
        .build();
  }

  /**
   * Reads the response.
   *
   * @param response the response, a success
   * @param identity the identity token that was exchanged
   * @param credential turns the token into the credential of requests to an origin
   * @return the API token
   * @throws TrustedPublishingException if the response contains no usable token; the outcome is
   *     ambiguous in that case, because the identity token is used up and an API token may exist
   */
  public ApiToken read(
      HttpResponse response, Secret identity, BiFunction<Secret, Origin, Credential> credential) {
    try {
      JsonObject body = errors.context().json().parse(response.body());
      check.accept(body);
      Secret token = token(body.requireText("token"), identity);
      Instant expiresAt = expiresAt(body, response);
      return new ApiToken(token, credential.apply(token, response.origin()), expiresAt);
    } catch (JsonException e) {
      throw errors
          .unexpected(response, String.valueOf(e.getMessage()), form)
          .response(response.status(), "")
          .outcome(AttemptOutcome.AMBIGUOUS)
          .cause(e)
          .build();
    }
  }

  private static Secret token(String text, Secret identity) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.startsWith(identity.reveal())) {
      throw new JsonException("'token' is not an API token");
    }
    Secret token = Secret.of(text);
    if (!token.isHeaderSafe()) {
      throw new JsonException("'token' contains characters that are invalid in a token");
    }
    return token;
  }

  private Instant expiresAt(JsonObject body, HttpResponse response) {
    Instant now = errors.context().clock().instant();
    Instant usual = now.plus(expiry.lifetime());
    Instant expiresAt;
    try {
      expiresAt = expiry.stated().apply(body).orElse(usual);
    } catch (JsonException e) {
      warn(String.valueOf(e.getMessage()), expiry.lifetime().toMinutes() + " minutes are assumed");
      return usual;
    }
    if (!expiresAt.isAfter(now)) {
      throw errors
          .of(
              response,
              Problem.of(
                      ErrorCode.EXCHANGE_EXPIRED_ON_ARRIVAL,
                      "The API token of "
                          + errors.registry()
                          + " had already expired when it was received.")
                  .found(
                      "an expiry at %s; the local time is %s"
                          .formatted(expiresAt, now.truncatedTo(ChronoUnit.SECONDS)))
                  .remedy("Set the clock of this machine; then restart the job."))
          .response(response.status(), "")
          .build();
    }
    if (expiresAt.isAfter(now.plus(MAX_LIFETIME))) {
      warn("a token that is valid until " + expiresAt, "it is used for this run only");
    }
    return expiresAt;
  }

  private void warn(String found, String consequence) {
    errors
        .context()
        .warn(
            Problem.of(
                    ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                    errors.registry() + " returned an API token with an unusual expiry.")
                .found(found)
                .expected(expiry.form())
                .remedy("No action needed: " + consequence + "."));
  }
}

package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.support.http.TokenResponseReader;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * {@code POST /-/npm/v1/oidc/token/exchange/package/NAME}: exchanges an identity token for an API
 * token of one package (npm CLI, lib/utils/oidc.js). The request has no body.
 *
 * @param registry the registry
 * @param context the context of the client
 */
public record TokenExchange(RegistryAddress registry, SpiContext context) {
  private static final TokenResponseReader.Expiry EXPIRY =
      new TokenResponseReader.Expiry(
          TokenExchange::expiry, Duration.ofHours(1), "a date and time about an hour from now");

  private static final String FORM =
      "{\"token_type\":\"oidc\",\"token\":\"...\",\"created\":\"...\",\"expires\":\"<date and"
          + " time>\"}";

  /**
   * Exchanges the token once.
   *
   * @param name the package that the API token is for
   * @param identity the identity token; used up by a success, even if the response is lost
   * @return the API token
   * @throws TrustedPublishingException if the registry rejects it, with the claims that were sent
   */
  public ApiToken send(PackageName name, IdentityToken identity) {
    HttpRequest call =
        HttpRequest.post(
                registry.exchange(name),
                "exchange the identity token for " + name + " at " + registry)
            .withAccept("application/json");
    HttpErrorMapper errors = registry.errors(Stage.EXCHANGE, context);
    return new TokenResponseReader(errors, FORM, EXPIRY)
        .exchange(
            call.withCredential(Credential.bearer(identity.value(), call.origin())),
            identity,
            Credential::bearer,
            answer -> new ExchangeErrors(registry, name, errors).of(answer, identity.claims()));
  }

  private static Optional<Instant> expiry(JsonObject body) {
    try {
      return Optional.of(OffsetDateTime.parse(body.requireText("expires")).toInstant());
    } catch (DateTimeParseException e) {
      throw new JsonException("'expires' is not a date and time", e);
    }
  }
}

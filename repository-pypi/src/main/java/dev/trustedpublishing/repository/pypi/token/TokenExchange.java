package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.endpoint.TokenEndpoints;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.support.http.TokenResponseReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /_/oidc/mint-token}: exchanges an identity token for an API token (Warehouse,
 * oidc/views.py).
 *
 * @param endpoints the URLs of the index
 * @param tokens the addresses of the token exchange
 * @param context the context of the client
 */
public record TokenExchange(
    RegistryEndpoints endpoints, TokenEndpoints tokens, SpiContext context) {
  /**
   * The name that precedes an API token in Basic authentication (Warehouse,
   * macaroons/security_policy.py).
   */
  private static final String USER = "__token__";

  /** Seconds since 1970 beyond this are milliseconds: the year 5138. */
  private static final long MILLISECONDS = 100_000_000_000L;

  /**
   * The lifetime at PyPI, and the default for an index that does not state one (Warehouse,
   * oidc/views.py).
   */
  private static final TokenResponseReader.Expiry EXPIRY =
      new TokenResponseReader.Expiry(
          response -> response.wholeNumber("expires").map(TokenExchange::toInstant),
          Duration.ofMinutes(15),
          "seconds since 1970, a few minutes from now");

  private static final String FORM =
      "{\"success\":true,\"token\":\"pypi-...\",\"expires\":<seconds since 1970>}";

  /**
   * Exchanges the token once.
   *
   * @param project what to publish, if anything is; for strings
   * @param identity the identity token; used up by a success, even if the response is lost
   * @return the API token
   * @throws TrustedPublishingException if the index rejects it, with the claims that were sent
   */
  public ApiToken send(Optional<ProjectName> project, IdentityToken identity) {
    Secret jwt = identity.value();
    // JSON, because a form makes the server reject repeated keys (Warehouse, config.py).
    HttpRequest call =
        HttpRequest.post(tokens.mint(), "exchange the identity token at " + endpoints.name())
            .withAccept("application/json")
            .withBody(HttpBody.json(context.json().write(request(jwt))))
            .redacting(jwt);
    return new TokenResponseReader(
            endpoints.errors(Stage.EXCHANGE, context), FORM, TokenExchange::requireSuccess, EXPIRY)
        .exchange(
            call,
            identity,
            (token, origin) -> Credential.basic(USER, token, origin),
            answer -> new ExchangeErrors(endpoints, project, context).of(answer, identity));
  }

  private Map<String, Object> request(Secret jwt) {
    return tokens.features().isEmpty()
        ? Map.of("token", jwt.reveal())
        : Map.of("token", jwt.reveal(), "features", tokens.features());
  }

  private static void requireSuccess(JsonObject response) {
    if (!response.bool("success").orElse(true)) {
      throw new JsonException("'success' is false");
    }
  }

  private static Instant toInstant(long number) {
    boolean seconds = number >= -MILLISECONDS && number <= MILLISECONDS;
    return seconds ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
  }
}

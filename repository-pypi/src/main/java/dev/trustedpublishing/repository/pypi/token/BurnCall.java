package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.HttpAnswer;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpCall;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.CallFailures;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryWords;
import java.util.Map;

/** {@code POST /_/oidc/burn-token}: gives an API token back (Warehouse, oidc/views.py). */
public final class BurnCall {
  private final RegistryEndpoints endpoints;
  private final SpiContext context;

  public BurnCall(RegistryEndpoints endpoints, SpiContext context) {
    this.endpoints = endpoints;
    this.context = context;
  }

  /**
   * Asks once.
   *
   * @param token the token
   * @return what became of it, as far as the index tells
   * @throws TrustedPublishingException if a retry can help
   */
  public Revocation send(ApiToken token) {
    HttpAnswer answer =
        context
            .http()
            .send(
                HttpCall.post(endpoints.burnUrl(), "give the API token back to " + endpoints.name())
                    .withAccept("application/json")
                    .withTimeLimit(Revocation.LONGEST_CALL)
                    .withBody(
                        HttpBody.json(
                            context.json().write(Map.of("token", token.value().reveal()))))
                    .hiding(token.value()));
    CallFailures failures = new CallFailures(Stage.REVOKE, endpoints.name(), context);
    if (answer.isSuccess() && isPage(answer)) {
      throw failures.unexpected(answer, "a web page", "{\"message\":\"Accepted\"}").build();
    }
    if (answer.isSuccess()) {
      // PyPI says 202 "Accepted" to everything, also to garbage: it tells nothing about the token.
      return new Revocation.Requested();
    }
    if (answer.status() == 404 || answer.status() == 405) {
      // The endpoint is younger than the protocol, and other indexes may never have it.
      return new Revocation.ExpiresAt(token.expiresAt());
    }
    if (answer.isTransientFailure()) {
      throw failures.general(answer).orElseThrow();
    }
    if (!context.clock().instant().isBefore(token.expiresAt())) {
      return new Revocation.Revoked();
    }
    String words = new RegistryWords(context.json()).in(answer);
    return new Revocation.Failed(
        "HTTP " + answer.status() + (words.isEmpty() ? "" : ": " + words), token.expiresAt());
  }

  /** What proxies and networks with a login page answer in the place of anybody (T07). */
  private static boolean isPage(HttpAnswer answer) {
    return answer.header("Content-Type").orElse("").startsWith("text/html");
  }
}

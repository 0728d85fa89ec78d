package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import java.util.Map;

/**
 * {@code POST /_/oidc/burn-token}: revokes an API token (Warehouse, oidc/views.py).
 *
 * @param endpoints the URLs of the index
 * @param context the context of the client
 */
public record TokenRevocation(RegistryEndpoints endpoints, SpiContext context) {
  /**
   * Makes one request.
   *
   * @param token the token
   * @return the result, as far as the index reports it
   * @throws TrustedPublishingException if a retry can help
   */
  public Revocation send(ApiToken token) {
    HttpErrorMapper failures = endpoints.errors(Stage.REVOKE, context);
    HttpResponse answer =
        context
            .http()
            .send(
                HttpRequest.post(endpoints.burnUrl(), "revoke the API token at " + endpoints.name())
                    .withAccept("application/json")
                    .withTimeout(Revocation.MAX_CALL_DURATION)
                    .withBody(
                        HttpBody.json(
                            context.json().write(Map.of("token", token.value().reveal()))))
                    .redacting(token.value()));
    if (answer.isSuccess() && isPage(answer)) {
      throw failures.unexpected(answer, "a web page", "{\"message\":\"Accepted\"}").build();
    }
    if (answer.isSuccess()) {
      // PyPI responds with 202 "Accepted" to every request, even an invalid one, so the response
      // does not confirm the revocation.
      return new Revocation.Requested();
    }
    if (answer.status() == 404 || answer.status() == 405) {
      // The endpoint is newer than the protocol, and other indexes may not have it.
      return new Revocation.ExpiresAt(token.expiresAt());
    }
    if (answer.isTransientFailure()) {
      throw failures.general(answer).orElseThrow();
    }
    if (!context.clock().instant().isBefore(token.expiresAt())) {
      return new Revocation.Revoked();
    }
    String words = failures.message(answer);
    return new Revocation.Failed(
        "HTTP " + answer.status() + (words.isEmpty() ? "" : ": " + words), token.expiresAt());
  }

  /** Responses of proxies, and of networks with a login page, instead of the index. */
  private static boolean isPage(HttpResponse answer) {
    return answer.header("Content-Type").orElse("").startsWith("text/html");
  }
}

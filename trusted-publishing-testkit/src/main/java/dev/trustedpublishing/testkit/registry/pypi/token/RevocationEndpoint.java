package dev.trustedpublishing.testkit.registry.pypi.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.Request;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Revokes API tokens. "Always 202, for success, malformed payload, invalid token and user tokens
 * alike" (Warehouse, oidc/views.py).
 */
public final class RevocationEndpoint implements Handler {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Answer ACCEPTED =
      Answer.json(202, Map.of("message", "Accepted", "errors", List.of()));

  private final IssuedTokens tokens;

  public RevocationEndpoint(IssuedTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Answer handle(Request request) throws IOException {
    try {
      String token = JSON.readTree(request.text()).path("token").textValue();
      if (token != null) {
        tokens.burn(token);
      }
    } catch (JsonProcessingException malformed) {
      return ACCEPTED;
    }
    return ACCEPTED;
  }
}

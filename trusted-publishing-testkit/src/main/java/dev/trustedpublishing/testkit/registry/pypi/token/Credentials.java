package dev.trustedpublishing.testkit.registry.pypi.token;

import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the API token from a request: Basic, Bearer or token (Warehouse,
 * macaroons/security_policy.py).
 */
public final class Credentials {

  private Credentials() {}

  /**
   * Finds the token.
   *
   * @throws Refusal if the request contains a password instead
   */
  public static Optional<String> token(Request request) {
    String[] parts = request.header("Authorization").orElse("").trim().split("\\s+", 2);
    if (parts.length != 2) {
      return Optional.empty();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "basic" -> basic(parts[1]);
      case "bearer", "token" -> Optional.of(parts[1].trim());
      default -> Optional.empty();
    };
  }

  private static Optional<String> basic(String encoded) {
    String[] pair;
    try {
      byte[] decoded = Base64.getDecoder().decode(encoded);
      pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
    } catch (IllegalArgumentException e) {
      // Garbled credentials are no credentials: "no/unknown/deleted/garbled token" (step 4).
      return Optional.empty();
    }
    if (pair.length != 2) {
      return Optional.empty();
    }
    if (!pair[0].equals("__token__")) {
      throw Refusal.forbidden(
          "Username/Password authentication is no longer supported. Migrate to API Tokens or"
              + " Trusted Publishers instead. See https://pypi.org/help/#apitoken and"
              + " https://pypi.org/help/#trusted-publishers");
    }
    return Optional.of(pair[1].trim());
  }
}

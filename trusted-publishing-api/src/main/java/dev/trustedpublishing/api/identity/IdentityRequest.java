package dev.trustedpublishing.api.identity;

import java.util.List;

/**
 * What a registry wants of an identity token.
 *
 * @param audience for whom the token must be, exactly
 * @param usualVariables the environment variables that users conventionally put such a token into,
 *     in the order in which they are looked at, for CI systems that can't mint one on request; may
 *     be empty
 */
public record IdentityRequest(String audience, List<String> usualVariables) {
  /** Checks the audience and copies the list. */
  public IdentityRequest {
    if (audience.isBlank()) {
      throw new IllegalArgumentException("The audience must not be blank.");
    }
    usualVariables = List.copyOf(usualVariables);
  }

  /**
   * Asks for a token with an audience and names no variables.
   *
   * @param audience for whom the token must be
   * @return the request
   */
  public static IdentityRequest forAudience(String audience) {
    return new IdentityRequest(audience, List.of());
  }
}

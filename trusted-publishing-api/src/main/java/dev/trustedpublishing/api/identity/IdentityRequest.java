package dev.trustedpublishing.api.identity;

import java.util.List;

/**
 * What a registry wants of an identity token. Immutable and thread-safe.
 *
 * @param audience for whom the token must be, exactly
 * @param usualVariables the environment variables that users conventionally put such a token into,
 *     in the order in which they are looked at, for CI systems that can't mint one on request; may
 *     be empty
 * @param issuer whom the registry trusts, for CI systems that have several issuers
 */
public record IdentityRequest(String audience, List<String> usualVariables, Issuer issuer) {

  /**
   * Which of its issuers a CI system should let sign. CircleCI is one with two, and registries
   * differ in which one they trust (npm's documentation against uv's source); most CI systems have
   * one and need not look at this.
   */
  public enum Issuer {
    /** The one that the CI system has for all its customers. */
    ROOT,
    /** The one that it has for the organization that the job belongs to. */
    ORGANIZATION
  }

  /** Checks the audience and copies the list. */
  public IdentityRequest {
    if (audience.isBlank()) {
      throw new IllegalArgumentException("The audience must not be blank.");
    }
    usualVariables = List.copyOf(usualVariables);
  }

  /**
   * Asks for a token of the {@linkplain Issuer#ROOT usual} issuer.
   *
   * @param audience for whom the token must be
   * @param usualVariables the variables that users conventionally put such a token into
   */
  public IdentityRequest(String audience, List<String> usualVariables) {
    this(audience, usualVariables, Issuer.ROOT);
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

  /**
   * Says whom the registry trusts, for CI systems that have several issuers.
   *
   * @param value the issuer
   * @return the changed request
   */
  public IdentityRequest withIssuer(Issuer value) {
    return new IdentityRequest(audience, usualVariables, value);
  }
}

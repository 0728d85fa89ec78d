package dev.trustedpublishing.api.identity;

import java.util.List;

/**
 * The identity token that a registry requires. Immutable and thread-safe.
 *
 * @param audience the exact audience of the token
 * @param usualVariables the environment variables that conventionally contain such a token, in the
 *     order in which they are read, for CI systems that can't issue one on request; may be empty
 * @param issuer the issuer that the registry trusts, for CI systems with several issuers
 */
public record IdentityRequest(String audience, List<String> usualVariables, Issuer issuer) {

  /**
   * Selects one of several issuers of a CI system. CircleCI has two, and registries differ in which
   * one they trust (npm's documentation, uv's source); most CI systems have one and can ignore
   * this.
   */
  public enum Issuer {
    /** The issuer for all customers of the CI system. */
    ROOT,
    /** The issuer for the job's organization. */
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
   * Requests a token of the {@linkplain Issuer#ROOT usual} issuer.
   *
   * @param audience the audience of the token
   * @param usualVariables the variables that conventionally contain such a token
   */
  public IdentityRequest(String audience, List<String> usualVariables) {
    this(audience, usualVariables, Issuer.ROOT);
  }

  /**
   * Requests a token with an audience, without variables.
   *
   * @param audience the audience of the token
   * @return the request
   */
  public static IdentityRequest forAudience(String audience) {
    return new IdentityRequest(audience, List.of());
  }

  /**
   * Sets the issuer that the registry trusts, for CI systems with several issuers.
   *
   * @param value the issuer
   * @return the changed request
   */
  public IdentityRequest withIssuer(Issuer value) {
    return new IdentityRequest(audience, usualVariables, value);
  }
}

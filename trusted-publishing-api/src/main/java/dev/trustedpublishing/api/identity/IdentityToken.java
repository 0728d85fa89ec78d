package dev.trustedpublishing.api.identity;

import dev.trustedpublishing.api.Secret;

/**
 * The proof of who the CI job is: a JWT that the CI system signed, with its claims decoded but not
 * verified. Immutable and thread-safe; {@link #toString()} never shows the token.
 *
 * @param value the JWT
 * @param claims what it says
 * @param supply whether another one can be had in this job
 */
public record IdentityToken(Secret value, Claims claims, Supply supply) {

  /** Whether a provider can give another identity token for the same audience in the same job. */
  public enum Supply {
    /** Each request gives a fresh token. */
    ON_REQUEST,
    /** There is this one token and no other; most registries accept it once. */
    ONLY_ONE
  }

  @Override
  public String toString() {
    return "IdentityToken[" + claims.issuer().orElse("unknown issuer") + "]";
  }
}

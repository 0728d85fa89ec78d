package dev.trustedpublishing.testkit.registry.npm.model;

import java.time.Instant;
import java.util.Set;

/**
 * An API token that the registry minted: "one npm token per package" (npm's documentation of
 * trusted publishing). Immutable.
 *
 * @param value the token itself, for assertions
 * @param packageName the one package it is valid for
 * @param permissions what it may do with the package
 * @param createdAt when it was minted
 * @param expiresAt the first instant at which it is no longer accepted
 */
public record MintedToken(
    String value,
    String packageName,
    Set<Permission> permissions,
    Instant createdAt,
    Instant expiresAt) {

  /**
   * Copies the permissions, so that the token can't change.
   *
   * @param value the token itself, for assertions
   * @param packageName the one package it is valid for
   * @param permissions what it may do with the package
   * @param createdAt when it was minted
   * @param expiresAt the first instant at which it is no longer accepted
   */
  public MintedToken {
    permissions = Set.copyOf(permissions);
  }

  /** Omits the token, because this text may be logged. */
  @Override
  public String toString() {
    return "MintedToken[npm_..., "
        + packageName
        + ", "
        + permissions
        + ", expiresAt="
        + expiresAt
        + "]";
  }
}

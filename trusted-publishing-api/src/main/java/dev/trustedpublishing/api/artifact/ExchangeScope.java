package dev.trustedpublishing.api.artifact;

import java.util.List;

/**
 * What one API token is exchanged for. A registry whose token covers many packages has one scope
 * for all artifacts; a registry with a token per package has one for each. Immutable.
 *
 * @param name what the scope is called in events and texts: the registry's or the package's name
 * @param artifacts the artifacts that are published with the token, in the order in which they are
 *     sent; empty where nothing is published and only the exchange itself is tried
 */
public record ExchangeScope(String name, List<Artifact> artifacts) {
  /** Copies the list. */
  public ExchangeScope {
    artifacts = List.copyOf(artifacts);
  }

  /**
   * Makes a scope for trying the exchange alone.
   *
   * @param name as for the constructor
   * @return the scope, without artifacts
   */
  public static ExchangeScope withoutArtifacts(String name) {
    return new ExchangeScope(name, List.of());
  }
}

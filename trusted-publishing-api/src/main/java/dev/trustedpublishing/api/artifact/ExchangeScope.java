package dev.trustedpublishing.api.artifact;

import java.util.List;

/**
 * The scope of one API token. A registry whose token covers many packages has one scope for all
 * artifacts; a registry with a token per package has one for each. Immutable.
 *
 * @param name the name of the scope in events and messages: the registry's or the package's name
 * @param artifacts the artifacts to publish with the token, in upload order; empty if only the
 *     exchange is tested
 */
public record ExchangeScope(String name, List<Artifact> artifacts) {
  /** Copies the list. */
  public ExchangeScope {
    artifacts = List.copyOf(artifacts);
  }

  /**
   * Creates a scope that tests only the exchange.
   *
   * @param name as for the constructor
   * @return the scope, without artifacts
   */
  public static ExchangeScope withoutArtifacts(String name) {
    return new ExchangeScope(name, List.of());
  }
}

package dev.trustedpublishing.api.repository;

import java.util.List;

/**
 * What one API token is exchanged for. A registry whose token covers many packages has one scope
 * for all artifacts; a registry with a token per package has one for each.
 *
 * @param name what the scope is called in events and texts: the registry's or the package's name
 * @param artifacts the artifacts that are published with the token, in the order in which they are
 *     sent; at least one
 */
public record ExchangeScope(String name, List<Artifact> artifacts) {
  /** Checks and copies the list. */
  public ExchangeScope {
    if (artifacts.isEmpty()) {
      throw new IllegalArgumentException("A scope has at least one artifact.");
    }
    artifacts = List.copyOf(artifacts);
  }
}

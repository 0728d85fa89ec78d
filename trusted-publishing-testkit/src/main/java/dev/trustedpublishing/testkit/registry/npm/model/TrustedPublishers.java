package dev.trustedpublishing.testkit.registry.npm.model;

import java.util.Map;
import java.util.Optional;

/**
 * The trusted publishers. "One trusted publisher per package at a time", and a package must exist
 * to have one (npm's documentation of trusted publishing); only the publisher for any package,
 * which the real registry does not have, does not need an existing package.
 *
 * <p>Immutable.
 *
 * @param ofPackages the trusted publisher of each package that has one
 * @param ofAny the trusted publisher for any other package, or empty if there is none
 */
public record TrustedPublishers(Map<PackageName, Trust> ofPackages, Optional<Trust> ofAny) {

  /** Copies the map. */
  public TrustedPublishers {
    ofPackages = Map.copyOf(ofPackages);
  }

  /**
   * Returns the trusted publisher of a package: its own, or the one for any package.
   *
   * @param name the name of the package
   * @return the trusted publisher, or empty if there is none
   */
  public Optional<Trust> of(PackageName name) {
    return Optional.ofNullable(ofPackages.get(name)).or(() -> ofAny);
  }
}

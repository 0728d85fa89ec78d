package dev.trustedpublishing.testkit.registry.npm.model;

import java.util.Map;
import java.util.Optional;

/**
 * The trusted publishers. "One trusted publisher per package at a time", and a package must exist
 * to have one (npm's documentation of trusted publishing); only the one for any package, which the
 * real registry does not have, needs no package that exists.
 */
public record TrustedPublishers(Map<PackageName, Trust> ofPackages, Optional<Trust> ofAny) {

  public TrustedPublishers {
    ofPackages = Map.copyOf(ofPackages);
  }

  public Optional<Trust> of(PackageName name) {
    return Optional.ofNullable(ofPackages.get(name)).or(() -> ofAny);
  }
}

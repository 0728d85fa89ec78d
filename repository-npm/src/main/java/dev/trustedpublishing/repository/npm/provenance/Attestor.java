package dev.trustedpublishing.repository.npm.provenance;

import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.ProvenanceBundle;
import java.util.Optional;

/**
 * Says what vouches for a package. Is asked when the registry has given its token and does not have
 * the version yet, right before the package is sent: whoever signs then leaves no entry in a public
 * log for a package that could not be published (sigstore-js).
 */
@FunctionalInterface
public interface Attestor {
  /**
   * Vouches for a package.
   *
   * @param artifact the package
   * @return the bundle; empty if the package is published without one
   */
  Optional<ProvenanceBundle> attest(NpmArtifact artifact);

  /** Attaches the bundles that the plan found and checked, and makes none. */
  static Attestor readyBundles() {
    return NpmArtifact::provenance;
  }
}

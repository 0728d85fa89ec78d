package dev.trustedpublishing.repository.npm.plan;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.config.RegistryLookup;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PublishConfig;
import dev.trustedpublishing.repository.npm.model.Setting;
import dev.trustedpublishing.repository.npm.tarball.PackedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The registry of a run, which all of its packages must be meant for.
 *
 * @param registry the address
 * @param lookup how it was found; empty if the caller named it
 */
public record Destination(RegistryAddress registry, Optional<RegistryLookup> lookup) {

  /**
   * Checks whether a package is meant for this registry.
   *
   * @param artifact the package
   * @return what speaks against it
   */
  List<Problem> faults(NpmArtifact artifact) {
    List<Problem> faults = new ArrayList<>();
    ownRegistry(artifact).ifPresent(faults::add);
    if (faults.isEmpty()) {
      lookup.ifPresent(found -> faults.addAll(looked(found, artifact)));
    }
    return faults;
  }

  private Optional<Problem> ownRegistry(NpmArtifact artifact) {
    Optional<Setting> own = PublishConfig.of(artifact.manifest()).registry(artifact.name());
    if (own.isEmpty()) {
      return Optional.empty();
    }
    try {
      RegistryAddress address = RegistryAddress.parse(own.get().value());
      return address.equals(registry)
          ? Optional.empty()
          : Optional.of(elsewhere(artifact, address, own.get().place()));
    } catch (IllegalArgumentException e) {
      return Optional.of(RegistryLookup.unusable(own.get(), String.valueOf(e.getMessage())));
    }
  }

  private List<Problem> looked(RegistryLookup found, NpmArtifact artifact) {
    try {
      RegistryAddress address = found.of(artifact.name(), artifact.manifest());
      return address.equals(registry)
          ? List.of()
          : List.of(elsewhere(artifact, address, "npm's configuration"));
    } catch (TrustedPublishingException e) {
      return e.problems();
    }
  }

  private Problem elsewhere(NpmArtifact artifact, RegistryAddress address, String place) {
    return PackedFile.of(artifact.file().path())
        .problem(ErrorCode.USAGE_OTHER_REGISTRY, "the package belongs to another registry.")
        .found(SafeText.shown(address.toString()) + ", named by " + place)
        .expected(SafeText.shown(registry.toString()) + ", the target of this run")
        .remedy("Publish it in a separate run, or correct the URL: one run has one registry.");
  }
}

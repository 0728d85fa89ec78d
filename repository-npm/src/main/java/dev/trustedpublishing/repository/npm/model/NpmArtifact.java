package dev.trustedpublishing.repository.npm.model;

import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.options.Access;
import java.util.Optional;

/**
 * A packed package that passed all checks.
 *
 * @param tarball what is in the file
 * @param name the package's name
 * @param release the version
 * @param tag the tag that will point to it
 * @param access who may install it; empty to keep the access of the package
 * @param provenance an existing bundle that is published with it
 */
public record NpmArtifact(
    Tarball tarball,
    PackageName name,
    PackageVersion release,
    DistTag tag,
    Optional<Access> access,
    Optional<ProvenanceBundle> provenance)
    implements Artifact {

  @Override
  public ArtifactFile file() {
    return tarball.file();
  }

  @Override
  public String packageName() {
    return name.toString();
  }

  @Override
  public String version() {
    return release.toString();
  }

  /** Returns the integrity, which the registry returns and compares. */
  @Override
  public String digest() {
    return tarball.digests().integrity();
  }

  /** Name and version, as npm writes them. */
  public String id() {
    return name + "@" + release;
  }

  /** The content of package.json. */
  public JsonObject manifest() {
    return tarball.manifest();
  }

  /** The same package with what attests it. */
  public NpmArtifact with(Optional<ProvenanceBundle> bundle) {
    return new NpmArtifact(tarball, name, release, tag, access, bundle);
  }
}

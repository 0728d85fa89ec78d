package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.PythonVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A wheel or source distribution that passed all checks.
 *
 * @param file the file as it was planned
 * @param kind its kind
 * @param pythonTag the wheel's Python tags, joined by dots; empty for a source distribution
 * @param project the project it belongs to
 * @param pythonVersion the version it belongs to
 * @param metadata its metadata
 * @param attestations its attestations
 */
public record PyPiArtifact(
    ArtifactFile file,
    Kind kind,
    String pythonTag,
    ProjectName project,
    PythonVersion pythonVersion,
    CoreMetadata metadata,
    List<Attestation> attestations)
    implements Artifact {

  /** The two kinds of distribution, in the order in which they are sent. */
  public enum Kind {
    /** A wheel. */
    WHEEL("bdist_wheel"),
    /** A source distribution. */
    SDIST("sdist");

    private final String filetype;

    Kind(String filetype) {
      this.filetype = filetype;
    }
  }

  /**
   * Creates an artifact without attestations.
   *
   * @return the artifact; empty if its name or version is invalid
   */
  static Optional<PyPiArtifact> of(
      ArtifactFile file, Kind kind, String pythonTag, CoreMetadata metadata) {
    return metadata
        .project()
        .flatMap(project ->
            metadata
                .version()
                .map(version ->
                    new PyPiArtifact(
                        file, kind, pythonTag, project, version, metadata, List.of())));
  }

  /** Returns the same file with attestations. */
  public PyPiArtifact with(List<Attestation> all) {
    return new PyPiArtifact(
        file, kind, pythonTag, project, pythonVersion, metadata, List.copyOf(all));
  }

  /** Returns the normalized release. */
  public String release() {
    return project.normalized() + " " + pythonVersion.withoutTrailingZeros();
  }

  /**
   * Based on the file only: the pipeline compares artifacts often, and their metadata may be long.
   */
  @Override
  public int hashCode() {
    return file.path().hashCode();
  }

  @Override
  public String packageName() {
    return project.written();
  }

  @Override
  public String version() {
    return pythonVersion.toString();
  }

  /**
   * The upload form without the file: control fields, then the metadata, then the attestations
   * (4.2). Only SHA-256 is sent: one digest is enough, and the JDK has no BLAKE2.
   */
  public List<HttpBody.Field> formFields() {
    List<HttpBody.Field> fields = new ArrayList<>();
    fields.add(new HttpBody.Field(":action", "file_upload"));
    fields.add(new HttpBody.Field("protocol_version", "1"));
    fields.add(new HttpBody.Field("filetype", kind.filetype));
    fields.add(new HttpBody.Field("pyversion", kind == Kind.WHEEL ? pythonTag : "source"));
    fields.add(new HttpBody.Field("sha256_digest", file.sha256()));
    fields.addAll(metadata.formFields());
    if (!attestations.isEmpty()) {
      fields.add(
          new HttpBody.Field(
              "attestations",
              attestations.stream()
                  .map(Attestation::json)
                  .collect(Collectors.joining(",", "[", "]"))));
    }
    return List.copyOf(fields);
  }
}

package dev.trustedpublishing.api.artifact;

/**
 * A planned file: read, validated, and hashed. Each repository module has its own implementation
 * with the data its registry needs; a client receives only artifacts of its own plan.
 * Implementations are immutable.
 */
public interface Artifact {
  /**
   * Returns the file with its size and digest.
   *
   * @return the file as it was when it was planned
   */
  ArtifactFile file();

  /**
   * Returns the package that the file belongs to.
   *
   * @return the name as written by the registry
   */
  String packageName();

  /**
   * Returns the version that the file belongs to.
   *
   * @return the version
   */
  String version();

  /**
   * Returns the digest in the form that the registry shows for its files, so that people can
   * compare.
   *
   * @return the algorithm and the value, in the registry's form
   */
  default String digest() {
    return "sha256:" + file().sha256();
  }

  /**
   * Returns the file name, as it will appear at the registry.
   *
   * @return the last part of the path
   */
  default String filename() {
    return file().filename();
  }
}

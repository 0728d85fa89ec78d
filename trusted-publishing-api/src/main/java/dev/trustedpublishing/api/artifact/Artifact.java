package dev.trustedpublishing.api.artifact;

/**
 * One file that is to be published, as it was planned: read, validated and hashed. Each repository
 * module has an implementation of its own that also holds what the registry wants to know; a client
 * gets back only artifacts that its own plan returned. Implementations are immutable.
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
   * @return the name as the registry's people write it
   */
  String packageName();

  /**
   * Returns the version that the file belongs to.
   *
   * @return the version
   */
  String version();

  /**
   * Returns the digest that the registry tells for its files too, so that people can compare.
   *
   * @return the algorithm and the value, in the registry's form
   */
  default String digest() {
    return "sha256:" + file().sha256();
  }

  /**
   * Returns the file's name, under which the registry will offer it.
   *
   * @return the last part of the path
   */
  default String filename() {
    return file().filename();
  }
}

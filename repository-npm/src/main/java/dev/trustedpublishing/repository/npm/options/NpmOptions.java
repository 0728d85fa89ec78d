package dev.trustedpublishing.repository.npm.options;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the caller wants of npm in particular.
 *
 * <p>Immutable.
 *
 * @param tag the tag for the version, if one was chosen
 * @param access who may install it, if that was chosen
 * @param provenanceFile a ready Sigstore bundle for the one package that is published
 * @param delivery how the version gets to the registry
 */
public record NpmOptions(
    Optional<String> tag,
    Optional<Access> access,
    Optional<Path> provenanceFile,
    Delivery delivery) {

  /** How a version gets to the registry. */
  public enum Delivery {
    /** Everyone can install it at once. */
    PUBLISH,
    /** A maintainer lets it go, or does not. */
    STAGE
  }

  /**
   * Returns options without any choice.
   *
   * @return the defaults
   */
  public static NpmOptions none() {
    return new NpmOptions(Optional.empty(), Optional.empty(), Optional.empty(), Delivery.PUBLISH);
  }
}

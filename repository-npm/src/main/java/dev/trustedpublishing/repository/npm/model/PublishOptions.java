package dev.trustedpublishing.repository.npm.model;

import dev.trustedpublishing.repository.npm.options.Access;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The caller's options for npm.
 *
 * <p>Immutable.
 *
 * @param tag the tag for the version, if one was chosen
 * @param access who may install it, if set
 * @param provenanceFile an existing Sigstore bundle for the only package that is published
 * @param delivery how the version gets to the registry
 */
public record PublishOptions(
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
  public static PublishOptions none() {
    return new PublishOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), Delivery.PUBLISH);
  }
}

package dev.trustedpublishing.api.artifact;

/**
 * Whether a registry already has an artifact, judged by content and never by name alone. Immutable.
 */
public sealed interface Presence {

  /** There is no file of that name, as far as the registry's index knows at the moment. */
  record Absent() implements Presence {}

  /** The very same bytes are there under that name. */
  record SameContent() implements Presence {}

  /**
   * There is a file of that name with other bytes.
   *
   * @param digest the digest that the registry gives for its file, with the algorithm: {@code
   *     sha256:...}
   */
  record OtherContent(String digest) implements Presence {}

  /**
   * The registry could not be asked, or its answer allows no comparison.
   *
   * @param reason why it is unknown
   */
  record Unknown(String reason) implements Presence {}
}

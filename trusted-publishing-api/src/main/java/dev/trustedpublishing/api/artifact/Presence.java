package dev.trustedpublishing.api.artifact;

/** Whether a registry already has an artifact, by content and never by name alone. Immutable. */
public sealed interface Presence {

  /** The registry's index currently has no file of that name. */
  record Absent() implements Presence {}

  /** The registry has the same bytes under that name. */
  record SameContent() implements Presence {}

  /**
   * The registry has a file of that name with different bytes.
   *
   * @param digest the registry's digest of its file, with the algorithm: {@code sha256:...}
   */
  record OtherContent(String digest) implements Presence {}

  /**
   * The registry could not be queried, or its response allows no comparison.
   *
   * @param reason why it is unknown
   */
  record Unknown(String reason) implements Presence {}
}

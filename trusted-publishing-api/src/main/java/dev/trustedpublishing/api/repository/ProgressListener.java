package dev.trustedpublishing.api.repository;

/**
 * Follows an upload. Called often, on a thread of the transport: it must return at once. All bytes
 * sent is not yet published, the registry's answer comes after it.
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Some bytes of the artifact were handed to the connection.
   *
   * @param artifact the artifact
   * @param sent how many bytes in this attempt so far; starts anew with each attempt
   * @param total how many bytes there are
   */
  void progressed(Artifact artifact, long sent, long total);

  /**
   * A listener that does nothing.
   *
   * @return the listener
   */
  static ProgressListener none() {
    return (artifact, sent, total) -> {};
  }
}

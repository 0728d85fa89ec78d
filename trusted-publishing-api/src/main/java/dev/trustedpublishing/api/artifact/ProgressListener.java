package dev.trustedpublishing.api.artifact;

/**
 * Follows an upload. All bytes sent is not yet published, the registry's answer comes after it.
 *
 * <p>A listener that a caller gives to a publisher is called on a thread of its own, at most ten
 * times a second for each file, and for the last byte of each attempt. It can't harm the upload:
 * after it threw once it is not called any more, and what it is too slow for it misses. A
 * repository that reports to a listener may do so as often as it likes: the pipeline thins out what
 * it is told, without allocating.
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

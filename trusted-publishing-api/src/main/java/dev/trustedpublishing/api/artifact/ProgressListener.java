package dev.trustedpublishing.api.artifact;

/**
 * Receives the progress of an upload. After the last byte, the file is not yet published: the
 * registry's response follows.
 *
 * <p>A listener of a publisher is called on its own thread, at most ten times per second per file,
 * and for the last byte of each attempt. It can't affect the upload: after it has thrown once, it
 * is no longer called, and it misses what it is too slow for. A repository may report to a listener
 * at any rate: the pipeline limits the rate, without allocating.
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Reports that some bytes of the artifact were passed to the connection.
   *
   * @param artifact the artifact
   * @param sent the number of bytes in this attempt so far; restarts with each attempt
   * @param total the total number of bytes
   */
  void progressed(Artifact artifact, long sent, long total);

  /**
   * Returns a listener that does nothing.
   *
   * @return the listener
   */
  static ProgressListener none() {
    return (artifact, sent, total) -> {};
  }
}

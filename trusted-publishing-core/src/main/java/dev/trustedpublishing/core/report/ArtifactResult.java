package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.audit.format.ReportTable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of one artifact. Immutable.
 *
 * @param artifact the artifact
 * @param state the result
 * @param attempts the number of attempts; 0 if never sent
 * @param duration the duration, including all attempts and waits
 * @param page the web page of the release, if the registry has one
 * @param failure why it is not published, or not known to be
 */
public record ArtifactResult(
    Artifact artifact,
    ArtifactState state,
    int attempts,
    Duration duration,
    Optional<URI> page,
    Optional<TrustedPublishingException> failure) {

  /**
   * Returns the size of the file.
   *
   * @return the size in bytes
   */
  public long bytes() {
    return artifact.file().size();
  }

  /**
   * Returns the upload rate, including all attempts and waits.
   *
   * @return bytes per second; empty if the registry did not accept the file in this run
   */
  public OptionalLong bytesPerSecond() {
    return row().bytesPerSecond();
  }

  ReportTable.Row row() {
    return new ReportTable.Row(
        artifact.filename(),
        state.toString(),
        failure.map(reason -> reason.code().value()),
        bytes(),
        attempts,
        duration);
  }

  /**
   * Returns the result of an artifact that was not uploaded, because something before it failed.
   *
   * @param artifact the artifact
   * @return its result
   */
  public static ArtifactResult notAttempted(Artifact artifact) {
    return new ArtifactResult(
        artifact,
        ArtifactState.NOT_ATTEMPTED,
        0,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty());
  }
}

package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.audit.format.ReportTable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one artifact, and what it took. Immutable.
 *
 * @param artifact the artifact
 * @param state what became of it
 * @param attempts how often it was sent; 0 if never
 * @param duration how long it took, with all attempts and waits
 * @param page where people can look at the release, if the registry has such a page
 * @param failure why it is not there, or not known to be
 */
public record ArtifactResult(
    Artifact artifact,
    ArtifactState state,
    int attempts,
    Duration duration,
    Optional<URI> page,
    Optional<TrustedPublishingException> failure) {

  /**
   * Returns how large the file is.
   *
   * @return the size in bytes
   */
  public long bytes() {
    return artifact.file().size();
  }

  /**
   * Returns how fast the file got there, with all attempts and waits: what a schedule can count on.
   *
   * @return bytes per second; empty if the registry did not take the file in this run
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

  /** The file's name, fit to be printed. */
  String shownFilename() {
    return SafeText.shown(artifact.filename());
  }

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

package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import java.time.Duration;

/**
 * The lifetime of an API token compared with the upload time of a file. Registries check a token
 * when the whole file has arrived (Warehouse, forklift/legacy.py), so a longer upload always fails.
 *
 * @param whole from the exchange to the expiry
 */
public record TokenLife(Duration whole) {

  /**
   * Returns whether even a new token expires during the upload: it counts as new for a tenth of its
   * lifetime.
   */
  public boolean isOutlivedBy(Duration upload) {
    return upload.multipliedBy(10).compareTo(whole.multipliedBy(9)) >= 0;
  }

  public Problem tooShortFor(Artifact artifact, Duration took) {
    return described(
        artifact,
        shown(artifact) + " takes longer than the lifetime of an API token.",
        "it took",
        took);
  }

  public Problem mayBeTooShortFor(Artifact artifact, Duration expected) {
    return described(
        artifact,
        shown(artifact) + " will probably take longer than the lifetime of an API token.",
        "at the rate of the previous files takes",
        expected);
  }

  private Problem described(Artifact artifact, String what, String how, Duration time) {
    long size = artifact.file().size();
    return Problem.of(ErrorCode.PUBLISH_TOKEN_EXPIRED, what)
        .found(
            "%s bytes, for which %s %s s (%s KiB/s)"
                .formatted(size, how, time.toSeconds(), kibibytesPerSecond(size, time)))
        .expected(
            "at least %s KiB/s, because the token lives %s s"
                .formatted(kibibytesPerSecond(size, whole) + 1, whole.toSeconds()))
        .remedy(
            "Use a faster connection, publish one file at a time (concurrency 1), or reduce the"
                + " file size.");
  }

  private static long kibibytesPerSecond(long bytes, Duration time) {
    return (long) (bytes / 1024.0 / Math.max(time.toNanos() / 1e9, 1e-3));
  }

  private static String shown(Artifact artifact) {
    return SafeText.shown(artifact.filename());
  }
}

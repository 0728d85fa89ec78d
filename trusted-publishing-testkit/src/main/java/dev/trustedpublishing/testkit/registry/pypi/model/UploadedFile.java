package dev.trustedpublishing.testkit.registry.pypi.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that the registry accepted. Immutable.
 *
 * @param project the name of its project, as the first upload spelled it
 * @param version its version, normalized
 * @param filename its name
 * @param filetype {@code sdist} or {@code bdist_wheel}
 * @param requiresPython the Python versions that it supports, or null for all
 * @param size its size in bytes
 * @param sha256 the SHA-256 of its content, in lower-case hex
 * @param uploadedAt when it was accepted
 * @param attestations the attestations that were sent with it, each as JSON
 * @param content the path of its content, which exists until the registry is closed
 */
public record UploadedFile(
    String project,
    String version,
    String filename,
    String filetype,
    @Nullable String requiresPython,
    long size,
    String sha256,
    Instant uploadedAt,
    List<String> attestations,
    Path content) {

  /** Copies the list. */
  public UploadedFile {
    attestations = List.copyOf(attestations);
  }
}

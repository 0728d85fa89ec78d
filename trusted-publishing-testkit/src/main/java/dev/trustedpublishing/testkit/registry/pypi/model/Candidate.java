package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file to be added to the index, with the metadata that the index stores.
 *
 * <p>Immutable.
 *
 * @param project the name of the project, as it was sent
 * @param version the version of the release
 * @param filetype the type of the file, such as {@code sdist}
 * @param requiresPython the Python versions it needs, or null if not specified
 * @param file the file itself
 * @param attestations the attestations that were sent with it, each as JSON
 */
public record Candidate(
    String project,
    PythonVersion version,
    String filetype,
    @Nullable String requiresPython,
    ReceivedFile file,
    List<String> attestations) {

  /**
   * Returns the same file with checked attestations.
   *
   * @param checked the attestations, each as JSON
   * @return the candidate with the attestations
   */
  public Candidate with(List<String> checked) {
    return new Candidate(project, version, filetype, requiresPython, file, checked);
  }
}

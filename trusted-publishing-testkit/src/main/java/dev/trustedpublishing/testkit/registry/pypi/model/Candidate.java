package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that wants into the index, with the part of its metadata that the index keeps.
 *
 * <p>Immutable.
 *
 * @param project the name of the project, as it was sent
 * @param version the version of the release
 * @param filetype the type of the file, such as {@code sdist}
 * @param requiresPython the Python versions it needs, or null if it names none
 * @param file the file itself
 * @param attestations the attestations that came with it, each as JSON
 */
public record Candidate(
    String project,
    PythonVersion version,
    String filetype,
    @Nullable String requiresPython,
    ReceivedFile file,
    List<String> attestations) {

  /**
   * The same file with attestations that were checked.
   *
   * @param checked the attestations, each as JSON
   * @return the candidate with them
   */
  public Candidate with(List<String> checked) {
    return new Candidate(project, version, filetype, requiresPython, file, checked);
  }
}

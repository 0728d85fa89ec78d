package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that wants into the index, with the part of its metadata that the index keeps. */
public record Candidate(
    String project,
    PythonVersion version,
    String filetype,
    @Nullable String requiresPython,
    ReceivedFile file,
    List<String> attestations) {

  /** The same file with attestations that were checked. */
  public Candidate with(List<String> checked) {
    return new Candidate(project, version, filetype, requiresPython, file, checked);
  }
}

package dev.trustedpublishing.repository.pypi.archive;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.nio.file.Path;

/**
 * A file while it is read: knows how to begin a sentence about itself, so that every problem names
 * its file.
 *
 * @param path where it lies
 */
public record DistributionFile(Path path) {
  private static final String ARCHIVE_DOCS =
      "What PyPI takes is described at https://docs.pypi.org/archives.";

  /** The file's name as it is. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /** The file's name, fit to be printed. */
  public String shown() {
    return SafeText.shown(name());
  }

  /**
   * Begins to describe what is wrong with it.
   *
   * @param code what kind of problem it is
   * @param what the rest of the sentence that starts with the file's name
   */
  public Problem.Description problem(ErrorCode code, String what) {
    return Problem.of(code, shown() + ": " + what);
  }

  /** The archive is broken or of a form that is refused, and building it again is the way out. */
  public InvalidFileException badArchive(String what) {
    return badArchive(
        what, "Build the file again with an up-to-date build backend. " + ARCHIVE_DOCS);
  }

  /** The archive is broken or of a form that is refused, and there is something better to do. */
  public InvalidFileException badArchive(String what, String remedy) {
    return new InvalidFileException(
        problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, what).remedy(remedy));
  }

  /** The archive is broken, and a library noticed it. */
  public InvalidFileException badArchive(String what, Throwable cause) {
    return new InvalidFileException(
        problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, what)
            .found(SafeText.shown(String.valueOf(cause.getMessage())))
            .remedy(
                "The file is damaged: build it again, and check that nothing cuts it off on its way"
                    + " into the folder."),
        cause);
  }
}

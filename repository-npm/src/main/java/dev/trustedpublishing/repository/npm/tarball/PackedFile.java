package dev.trustedpublishing.repository.npm.tarball;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import java.nio.file.Path;

/**
 * A packed package while it is read: knows how to begin a sentence about itself, so that every
 * problem names its file.
 *
 * @param path where it lies
 */
public record PackedFile(Path path) {

  /** The file's name as it is. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /** The file's name, fit to be printed. */
  public String shown() {
    return SafeText.shown(name());
  }

  /** Whether it is named like something that {@code npm pack} writes. */
  public boolean isNamedLikePackage() {
    return name().endsWith(".tgz") || name().endsWith(".tar.gz");
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

  /** The archive is broken or of a form that is refused. */
  InvalidFileException badArchive(String what) {
    return new InvalidFileException(
        problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, what)
            .expected("a package as 'npm pack' writes it")
            .remedy("Pack it again with 'npm pack', and publish what that writes."));
  }

  /** The archive is broken, and a library noticed it. */
  InvalidFileException badArchive(String what, Throwable cause) {
    return new InvalidFileException(
        problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, what)
            .found(SafeText.shown(String.valueOf(cause.getMessage())))
            .expected("a package as 'npm pack' writes it")
            .remedy(
                "The file is damaged: pack it again, and check that nothing cuts it off on its way"
                    + " into the folder."),
        cause);
  }

  /** The package.json breaks a rule. */
  public Problem badManifest(String what, String found, String expected, String remedy) {
    return problem(ErrorCode.PUBLISH_INVALID_METADATA, what)
        .found(found)
        .expected(expected)
        .remedy(remedy);
  }
}

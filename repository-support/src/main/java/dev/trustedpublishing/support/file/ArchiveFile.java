package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import java.nio.file.Path;

/**
 * An archive while it is checked. Every problem that it describes starts with the name of the file.
 *
 * <p>For one thread.
 *
 * @param path the path of the file
 * @param expected the archives that the registry accepts, for strings: "a package as 'npm pack'
 *     writes it"
 * @param fix what to do about an archive that the registry would not accept
 */
public record ArchiveFile(Path path, String expected, String fix) {

  /**
   * Returns the name of the file as it is.
   *
   * @return the name
   */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /**
   * Returns the name of the file, safe to print.
   *
   * @return the name
   */
  public String shown() {
    return SafeText.shown(name());
  }

  /**
   * Starts to describe a problem of the file.
   *
   * @param code the kind of problem
   * @param what the sentence after the name of the file
   * @return the description
   */
  public Problem.Description problem(ErrorCode code, String what) {
    return Problem.of(code, shown() + ": " + what);
  }

  /**
   * Describes an archive that the registry would not accept.
   *
   * @param what the sentence after the name of the file
   * @return the exception to throw
   */
  public InvalidFileException invalid(String what) {
    return invalid(what, fix);
  }

  /**
   * Describes an archive that the registry would not accept, with its own fix.
   *
   * @param what the sentence after the name of the file
   * @param remedy what to do
   * @return the exception to throw
   */
  public InvalidFileException invalid(String what, String remedy) {
    return new InvalidFileException(
        problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, what).expected(expected).remedy(remedy));
  }

  /**
   * Describes an archive that the registry would not accept because of a member.
   *
   * @param path the path of the member
   * @param what the rest of the sentence, without its full stop
   * @return the exception to throw
   */
  public InvalidFileException invalidMember(String path, String what) {
    return invalid("the member '" + SafeText.shown(path) + "' " + what + ".");
  }

  /**
   * Describes an archive that can't be read.
   *
   * @param what the sentence after the name of the file
   * @param cause the error of the reader
   * @return the exception to throw
   */
  public InvalidFileException damaged(String what, Exception cause) {
    return new InvalidFileException(
        problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, what)
            .found(SafeText.reason(cause))
            .expected(expected)
            .remedy(
                "The file is damaged. %s Check that nothing truncates it on its way into the folder."
                    .formatted(fix)),
        cause);
  }
}

package dev.trustedpublishing.setup;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.setup.registration.RegistrationForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The result of {@link Setup}: the planned change, which {@link #write} applies. Immutable.
 *
 * @param file the CI file
 * @param name its path inside the project, with slashes
 * @param content its new content
 * @param present its current content; empty if it does not exist
 * @param form the registration form, filled in
 * @param notes what else to do, and what was found on the way; may be empty
 */
public record SetupPlan(
    Path file,
    String name,
    String content,
    Optional<String> present,
    RegistrationForm form,
    List<String> notes) {
  private static final int CONTEXT_LINES = 3;

  /** Copies the list. */
  public SetupPlan {
    notes = List.copyOf(notes);
  }

  /**
   * Returns whether the file is as it should be already.
   *
   * @return true if {@link #write} has nothing to do
   */
  public boolean isDone() {
    return present.filter(content::equals).isPresent();
  }

  /**
   * Shows what would change.
   *
   * @return a unified diff, each line with a line break; empty if nothing would
   */
  public String diff() {
    List<String> before = present.map(text -> text.lines().toList()).orElse(List.of());
    String from = present.isPresent() ? "a/" + name : "/dev/null";
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            from,
            "b/" + name,
            before,
            DiffUtils.diff(before, content.lines().toList()),
            CONTEXT_LINES);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /**
   * Writes the file, unless another one exists.
   *
   * @throws TrustedPublishingException {@code usage.invalid-option} if there is a file with
   *     different content, or it can't be written
   */
  public void write() {
    if (present.isPresent() && !isDone()) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(
                      ErrorCode.USAGE_INVALID_OPTION,
                      "The file " + name + " already exists and would be changed.")
                  .found("a file with different content; the diff is shown above")
                  .expected("no such file, or permission to overwrite it")
                  .remedy(
                      "Apply the changes you need manually; choose another file with --workflow; or"
                          + " overwrite it with --force."))
          .build();
    }
    overwrite();
  }

  /**
   * Writes the file, even if another one exists.
   *
   * @throws TrustedPublishingException {@code usage.invalid-option} if it can't be written
   */
  public void overwrite() {
    if (isDone()) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The file " + name + " can't be written.")
                  .found(SafeText.reason(e))
                  .expected("a writable project folder")
                  .remedy("Check the permissions of the folder."))
          .cause(e)
          .build();
    }
  }
}

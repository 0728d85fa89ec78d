package dev.trustedpublishing.support.publisher;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workflow reference in GitHub's claims: {@code
 * octo-org/sample/.github/workflows/release.yml@refs/tags/v1}. Immutable.
 *
 * @param repository owner and repository of the workflow: {@code octo-org/sample}
 * @param path the path in that repository: {@code .github/workflows/release.yml}
 * @param ref the part after the {@code @}: {@code refs/tags/v1}
 */
public record WorkflowRef(String repository, String path, String ref) {
  /**
   * The file is the longest one that ends with .yml or .yaml right before an {@code @} (Warehouse,
   * oidc/models/github.py).
   */
  private static final Pattern FORM =
      Pattern.compile(
          "([^/]++/[^/]++)/((?:(?![^/]+\\.ya?ml@)[^/]++/)*+[^/]+\\.ya?ml)@(.++)", Pattern.DOTALL);

  /**
   * Parses a claim.
   *
   * @param claim the value of {@code workflow_ref} or {@code job_workflow_ref}
   * @return its parts; empty if it has another form
   */
  public static Optional<WorkflowRef> parse(String claim) {
    Matcher matcher = FORM.matcher(claim);
    return matcher.matches()
        ? Optional.of(new WorkflowRef(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  /**
   * Returns the name of the workflow file, as used in registrations.
   *
   * @return such as {@code release.yml}
   */
  public String file() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

package dev.trustedpublishing.support.publisher;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workflow as GitHub's claims name it: {@code
 * octo-org/sample/.github/workflows/release.yml@refs/tags/v1}. Immutable.
 *
 * @param repository owner and repository of the workflow: {@code octo-org/sample}
 * @param path the path in that repository: {@code .github/workflows/release.yml}
 * @param ref what stands behind the {@code @}: {@code refs/tags/v1}
 */
public record WorkflowRef(String repository, String path, String ref) {
  /**
   * The file is the longest that ends in .yml or .yaml right before an {@code @} (Warehouse,
   * oidc/models/github.py).
   */
  private static final Pattern FORM =
      Pattern.compile("([^/]+/[^/]+)/((?:[^/]+/)*?[^/]+\\.ya?ml)@(.+)", Pattern.DOTALL);

  /**
   * Takes a claim apart.
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
   * Returns the name of the workflow's file, which is what registries ask for.
   *
   * @return such as {@code release.yml}
   */
  public String file() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

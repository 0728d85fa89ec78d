package dev.trustedpublishing.setup.registration;

import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import dev.trustedpublishing.support.publisher.WorkflowRef;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A trusted publisher as it is registered, or a part of it: what is known of each field. Immutable
 * and thread-safe.
 *
 * @param values field to value; a field that is not known is absent
 */
public record Registration(Map<Field, String> values) {

  /** Copies the map. */
  public Registration {
    EnumMap<Field, String> copy = new EnumMap<>(Field.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /**
   * Reads what a registry would compare out of a job's claims. Which workflow counts differs: PyPI
   * accepts the file that is called ({@code job_workflow_ref}), npm the one that calls ({@code
   * workflow_ref}).
   *
   * @param claims what the identity token says
   * @param repositoryId the id of the package repository: {@code pypi}, {@code npm}
   * @return the registration that fits the job; empty for a CI system that is not known here
   */
  public static Optional<Registration> of(Claims claims, String repositoryId) {
    return GitHubClaims.of(claims)
        .map(job -> ofGitHub(job, repositoryId))
        .or(() -> GitLabClaims.of(claims).map(Registration::ofGitLab));
  }

  /**
   * Returns a field.
   *
   * @param field which one
   * @return its value; empty if it is not known
   */
  public Optional<String> value(Field field) {
    return Optional.ofNullable(values.get(field));
  }

  private static Registration ofGitHub(GitHubClaims job, String repositoryId) {
    Optional<WorkflowRef> workflow =
        repositoryId.equals("npm") ? job.workflow() : job.jobWorkflow().or(job::workflow);
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.put(Field.OWNER, job.owner());
    values.put(Field.REPOSITORY, job.repository().substring(job.repository().indexOf('/') + 1));
    workflow.ifPresent(ref -> values.put(Field.WORKFLOW, ref.file()));
    values.put(Field.ENVIRONMENT, job.environment().orElse(""));
    return new Registration(values);
  }

  private static Registration ofGitLab(GitLabClaims job) {
    int slash = job.projectPath().lastIndexOf('/');
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.put(Field.OWNER, job.projectPath().substring(0, Math.max(slash, 0)));
    values.put(Field.REPOSITORY, job.projectPath().substring(slash + 1));
    job.configFile().ifPresent(file -> values.put(Field.WORKFLOW, file));
    values.put(Field.ENVIRONMENT, job.environment().orElse(""));
    return new Registration(values);
  }
}

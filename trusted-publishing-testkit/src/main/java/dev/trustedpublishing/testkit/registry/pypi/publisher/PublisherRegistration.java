package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trusted publisher as it was registered at the registry (Warehouse, oidc/models). Immutable.
 *
 * @param kind the kind of identity tokens that it accepts
 * @param issuer their issuer, or null for the registry's own issuer of that kind; GitHub has no
 *     other
 * @param owner the account at GitHub, the namespace at GitLab, which may contain slashes, or the
 *     mail address of the account at Google
 * @param ownerId the number of the account at GitHub; empty at GitLab, where it is not checked; the
 *     subject at Google, empty for any
 * @param repository the name of the repository or project, without its owner; empty at Google
 * @param workflow the file name of the workflow at GitHub, or the path of the pipeline file at
 *     GitLab; empty at Google
 * @param environment the deployment environment, or null for any
 * @param projects what it may publish
 */
public record PublisherRegistration(
    PublisherKind kind,
    @Nullable String issuer,
    String owner,
    String ownerId,
    String repository,
    String workflow,
    @Nullable String environment,
    ProjectScope projects) {

  /**
   * Checks that the parts are consistent.
   *
   * @param kind the kind of identity tokens that it accepts
   * @param issuer their issuer, or null for the registry's own issuer of that kind
   * @param owner the account, or the namespace
   * @param ownerId the number of the account at GitHub; empty at GitLab
   * @param repository the name of the repository or project
   * @param workflow the workflow or pipeline file
   * @param environment the deployment environment, null or empty for any
   * @param projects what it may publish
   * @throws IllegalArgumentException if this kind requires a missing part, or does not allow a
   *     given one
   */
  public PublisherRegistration {
    environment = environment == null || environment.isEmpty() ? null : environment;
    require(!owner.isEmpty(), "owner must not be empty");
    boolean google = kind == PublisherKind.GOOGLE;
    require(google || !repository.isEmpty(), "repository must not be empty");
    require(
        google || workflow.endsWith(".yml") || workflow.endsWith(".yaml"),
        "workflow must end in .yml or .yaml, but is '" + workflow + "'");
    if (kind == PublisherKind.GITHUB) {
      require(!ownerId.isEmpty(), "owner_id must not be empty for a github publisher");
      require(issuer == null, "issuer can be given for a gitlab publisher only");
      require(
          !workflow.contains("/"),
          "workflow must be a file name without '/', but is '" + workflow + "'");
    }
  }

  /**
   * Registers a workflow at GitHub that may publish any project, from any environment.
   *
   * @param owner the account
   * @param ownerId its number
   * @param repository the name of the repository
   * @param workflow the file name of the workflow
   * @return the registration
   */
  public static PublisherRegistration github(
      String owner, String ownerId, String repository, String workflow) {
    return new PublisherRegistration(
        PublisherKind.GITHUB,
        null,
        owner,
        ownerId,
        repository,
        workflow,
        null,
        new ProjectScope.Any());
  }

  /**
   * Registers a pipeline at GitLab that may publish any project, from any environment.
   *
   * @param namespace the group, with slashes between groups
   * @param project the name of the project at GitLab
   * @param pipelineFile the path of the pipeline file in the repository
   * @return the registration
   */
  public static PublisherRegistration gitlab(
      String namespace, String project, String pipelineFile) {
    return new PublisherRegistration(
        PublisherKind.GITLAB,
        null,
        namespace,
        "",
        project,
        pipelineFile,
        null,
        new ProjectScope.Any());
  }

  /**
   * Registers a service account of Google Cloud that may publish any project.
   *
   * @param email its mail address
   * @return the registration, for any subject
   */
  public static PublisherRegistration google(String email) {
    return new PublisherRegistration(
        PublisherKind.GOOGLE, null, email, "", "", "", null, new ProjectScope.Any());
  }

  /**
   * Reads registrations from a JSON file:
   *
   * <pre>{@code
   * {"publishers": [
   *   {"kind": "github", "owner": "octo-org", "owner_id": "65", "repository": "sampleproject",
   *    "workflow": "release.yml", "environment": "release", "projects": ["sampleproject"]},
   *   {"kind": "gitlab", "owner": "octo-group/tools", "repository": "sampleproject",
   *    "workflow": ".gitlab-ci.yml", "issuer": "https://gitlab.com", "projects": ["*"]},
   *   {"kind": "github", "owner": "octo-org", "owner_id": "65", "repository": "new",
   *    "workflow": "release.yml", "pending": true, "projects": ["new-project"]},
   *   {"kind": "google", "owner": "publisher@octo.iam.gserviceaccount.com", "projects": ["*"]}
   * ]}
   * }</pre>
   *
   * <p>{@code projects} names existing projects; {@code ["*"]} means any. With {@code pending} it
   * names the one project that the first exchange creates. {@code environment}, {@code issuer} and
   * {@code pending} may be omitted.
   *
   * @param file the file, in UTF-8
   * @return the registrations, in the order of the file
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if its content is invalid; the message names file and field
   */
  public static List<PublisherRegistration> read(Path file) throws IOException {
    return PublishersFile.read(file);
  }

  /**
   * Restricts this publisher to one environment.
   *
   * @param name the environment, or null for any
   * @return a copy with this environment
   */
  public PublisherRegistration withEnvironment(@Nullable String name) {
    return new PublisherRegistration(
        kind, issuer, owner, ownerId, repository, workflow, name, projects);
  }

  /**
   * Names another issuer, as for a self-managed GitLab.
   *
   * @param url the issuer, exactly as in the claim {@code iss}
   * @return a copy with this issuer
   * @throws IllegalArgumentException if this is a GitHub publisher
   */
  public PublisherRegistration withIssuer(String url) {
    return new PublisherRegistration(
        kind, url, owner, ownerId, repository, workflow, environment, projects);
  }

  /**
   * Restricts this publisher to existing projects.
   *
   * @param names their names
   * @return a copy with these projects
   */
  public PublisherRegistration forProjects(String... names) {
    Set<String> ordered = new LinkedHashSet<>(List.of(names));
    return withProjects(new ProjectScope.Projects(ordered));
  }

  /**
   * Makes this a pending publisher (Warehouse, oidc/views.py).
   *
   * @param name the project that the first exchange creates
   * @return a copy for this project
   */
  public PublisherRegistration pendingFor(String name) {
    return withProjects(new ProjectScope.Pending(name));
  }

  PublisherRegistration withProjects(ProjectScope scope) {
    return new PublisherRegistration(
        kind, issuer, owner, ownerId, repository, workflow, environment, scope);
  }

  private static void require(boolean fulfilled, String message) {
    if (!fulfilled) {
      throw new IllegalArgumentException(message);
    }
  }
}

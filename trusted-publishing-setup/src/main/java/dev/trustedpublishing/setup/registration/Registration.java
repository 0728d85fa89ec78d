package dev.trustedpublishing.setup.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import dev.trustedpublishing.support.publisher.WorkflowRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A trusted publisher as it is registered, or the known part of its fields. Immutable and
 * thread-safe.
 *
 * @param values field to value; an unknown field is absent
 */
public record Registration(Map<Field, String> values) {
  private static final long MAX_SIZE = 64 * 1024;

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
   * @param claims the claims of the identity token
   * @param repositoryId the id of the package repository: {@code pypi}, {@code npm}
   * @return the registration that matches the job; empty for an unknown CI system
   */
  public static Optional<Registration> of(Claims claims, String repositoryId) {
    return GitHubClaims.of(claims)
        .map(job -> ofGitHub(job, repositoryId))
        .or(() -> GitLabClaims.of(claims).map(Registration::ofGitLab));
  }

  /**
   * Reads a text such as {@code owner=octo-org,repository=sample,workflow=release.yml}.
   *
   * @param text names and values; a field that is not named is not compared
   * @return the registration
   * @throws TrustedPublishingException {@code usage.invalid-option} if it has another form
   */
  public static Registration parse(String text) {
    Map<Field, String> values = new EnumMap<>(Field.class);
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      Field field =
          field(equals < 0 ? pair : pair.substring(0, equals))
              .filter(name -> equals >= 0)
              .orElseThrow(() -> refused("'" + SafeText.shown(pair) + "'"));
      if (values.put(field, pair.substring(equals + 1).strip()) != null) {
        throw refused("'" + field + "' twice");
      }
    }
    return new Registration(values);
  }

  /**
   * Reads a file: a JSON object with the members {@code owner}, {@code repository}, {@code
   * workflow} and {@code environment}, each of which may be absent.
   *
   * @param file the file, at most 64 KiB
   * @return the registration
   * @throws TrustedPublishingException {@code usage.invalid-option} if it can't be read or has
   *     another form
   */
  public static Registration read(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw refused("a file of more than " + MAX_SIZE + " bytes");
      }
      JsonNode root = new JsonMapper().readTree(Files.readAllBytes(file));
      if (!root.isObject() || root.isEmpty()) {
        throw refused("not a JSON object with members");
      }
      Map<Field, String> values = new EnumMap<>(Field.class);
      root.properties()
          .forEach(member -> {
            Field field =
                field(member.getKey())
                    .filter(name -> member.getValue().isTextual())
                    .orElseThrow(
                        () -> refused("the member '" + SafeText.shown(member.getKey()) + "'"));
            values.put(field, member.getValue().asText().strip());
          });
      return new Registration(values);
    } catch (JsonProcessingException e) {
      throw refused("a file that is not JSON");
    } catch (IOException e) {
      throw refused("a file that can't be read: " + SafeText.shown(file.toString()));
    }
  }

  /**
   * Returns a field.
   *
   * @param field which one
   * @return its value; empty if unknown
   */
  public Optional<String> value(Field field) {
    return Optional.ofNullable(values.get(field));
  }

  private static Registration ofGitHub(GitHubClaims job, String repositoryId) {
    Optional<WorkflowRef> workflow =
        repositoryId.equals("npm") ? job.workflow() : job.jobWorkflow().or(job::workflow);
    String name = job.repository().substring(job.repository().indexOf('/') + 1);
    return of(job.owner(), name, workflow.map(WorkflowRef::file), job.environment());
  }

  private static Registration ofGitLab(GitLabClaims job) {
    int slash = job.projectPath().lastIndexOf('/');
    String namespace = job.projectPath().substring(0, Math.max(slash, 0));
    String name = job.projectPath().substring(slash + 1);
    return of(namespace, name, job.configFile(), job.environment());
  }

  private static Registration of(
      String owner, String repository, Optional<String> workflow, Optional<String> environment) {
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.put(Field.OWNER, owner);
    values.put(Field.REPOSITORY, repository);
    workflow.ifPresent(file -> values.put(Field.WORKFLOW, file));
    values.put(Field.ENVIRONMENT, environment.orElse(""));
    return new Registration(values);
  }

  private static Optional<Field> field(String name) {
    String expected = name.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(Field.values()).filter(f -> f.toString().equals(expected)).findFirst();
  }

  private static TrustedPublishingException refused(String found) {
    String fields =
        Arrays.stream(Field.values()).map(Field::toString).collect(Collectors.joining(", "));
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The expected registration is invalid.")
                .found(found)
                .expected("strings for some of " + fields)
                .remedy(
                    "Use owner=OWNER,repository=REPOSITORY,workflow=FILE,environment=NAME, or a"
                        + " JSON file with these members."))
        .build();
  }
}

package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Field;
import dev.trustedpublishing.setup.registration.Registration;
import dev.trustedpublishing.support.publisher.GitHubClaims;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The identity of the job.
 *
 * @param claims the claims
 * @param source their source
 */
record JobIdentity(Claims claims, Source source) {

  /** The source of claims. */
  enum Source {
    TOKEN("an identity token of this job"),
    VARIABLES("the variables of this job; no identity token was requested");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** A claim and the variable with the same value. */
  private static final String GITHUB =
      """
      repository GITHUB_REPOSITORY
      repository_owner GITHUB_REPOSITORY_OWNER
      repository_owner_id GITHUB_REPOSITORY_OWNER_ID
      workflow_ref GITHUB_WORKFLOW_REF
      ref GITHUB_REF
      event_name GITHUB_EVENT_NAME
      runner_environment RUNNER_ENVIRONMENT
      """;

  private static final String GITLAB =
      """
      iss CI_SERVER_URL
      project_path CI_PROJECT_PATH
      namespace_path CI_PROJECT_NAMESPACE
      ref CI_COMMIT_REF_NAME
      environment CI_ENVIRONMENT_NAME
      pipeline_source CI_PIPELINE_SOURCE
      project_visibility CI_PROJECT_VISIBILITY
      """;

  static JobIdentity ofToken(Claims claims) {
    return new JobIdentity(claims, Source.TOKEN);
  }

  /** Reads the variables that the CI systems set; their values equal those of the claims. */
  static Optional<JobIdentity> foreseen(CiEnvironment environment) {
    if (environment.is("GITHUB_ACTIONS", "true")) {
      return Optional.of(ofVariables(claims(GITHUB, environment)));
    }
    if (environment.is("GITLAB_CI", "true")) {
      Map<String, Object> claims = claims(GITLAB, environment);
      environment
          .get("CI_CONFIG_PATH")
          .ifPresent(file ->
              claims.put(
                  "ci_config_ref_uri",
                  claims.getOrDefault("project_path", "") + "//" + file + "@"));
      return Optional.of(ofVariables(claims));
    }
    return Optional.empty();
  }

  Optional<CiSystem> ci() {
    return GitHubClaims.of(claims).isPresent()
        ? Optional.of(CiSystem.GITHUB)
        : GitLabClaims.of(claims).map(job -> CiSystem.GITLAB);
  }

  /**
   * The claims that a registry would compare; GitHub's variables do not include the environment.
   */
  Optional<Registration> registration(String repositoryId) {
    Optional<Registration> registration = Registration.of(claims, repositoryId);
    boolean environmentIsKnown =
        source == Source.TOKEN || ci().equals(Optional.of(CiSystem.GITLAB));
    return environmentIsKnown ? registration : registration.map(JobIdentity::withoutEnvironment);
  }

  private static Registration withoutEnvironment(Registration registration) {
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.putAll(registration.values());
    values.remove(Field.ENVIRONMENT);
    return new Registration(values);
  }

  private static JobIdentity ofVariables(Map<String, Object> claims) {
    return new JobIdentity(Claims.of(JsonObject.of(claims)), Source.VARIABLES);
  }

  private static Map<String, Object> claims(String pairs, CiEnvironment environment) {
    Map<String, Object> claims = new LinkedHashMap<>();
    pairs
        .lines()
        .map(pair -> pair.split(" ", 2))
        .forEach(pair -> environment.get(pair[1]).ifPresent(value -> claims.put(pair[0], value)));
    return claims;
  }
}

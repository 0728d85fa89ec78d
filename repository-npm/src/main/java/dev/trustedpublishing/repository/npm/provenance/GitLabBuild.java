package dev.trustedpublishing.repository.npm.provenance;

import static dev.trustedpublishing.repository.npm.provenance.ProvenanceStatement.value;

import dev.trustedpublishing.api.CiEnvironment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A build on GitLab CI/CD in SLSA's form of version 0.2 (libnpmpublish, lib/provenance.js). */
final class GitLabBuild {
  /** The variables that are published with the package, if they are set: none of them is secret. */
  private static final List<String> PARAMETERS =
      List.of(
          ("CI CI_API_GRAPHQL_URL CI_API_V4_URL CI_BUILD_BEFORE_SHA CI_BUILD_ID "
                  + "CI_BUILD_NAME CI_BUILD_REF CI_BUILD_REF_NAME CI_BUILD_REF_SLUG CI_BUILD_STAGE "
                  + "CI_COMMIT_BEFORE_SHA CI_COMMIT_BRANCH CI_COMMIT_REF_NAME "
                  + "CI_COMMIT_REF_PROTECTED CI_COMMIT_REF_SLUG CI_COMMIT_SHA CI_COMMIT_SHORT_SHA "
                  + "CI_COMMIT_TIMESTAMP CI_COMMIT_TITLE CI_CONFIG_PATH CI_DEFAULT_BRANCH "
                  + "CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX "
                  + "CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX CI_DEPENDENCY_PROXY_SERVER "
                  + "CI_DEPENDENCY_PROXY_USER CI_JOB_ID CI_JOB_NAME CI_JOB_NAME_SLUG CI_JOB_STAGE "
                  + "CI_JOB_STARTED_AT CI_JOB_URL CI_NODE_TOTAL CI_PAGES_DOMAIN CI_PAGES_URL "
                  + "CI_PIPELINE_CREATED_AT CI_PIPELINE_ID CI_PIPELINE_IID CI_PIPELINE_SOURCE "
                  + "CI_PIPELINE_URL CI_PROJECT_CLASSIFICATION_LABEL CI_PROJECT_DESCRIPTION "
                  + "CI_PROJECT_ID CI_PROJECT_NAME CI_PROJECT_NAMESPACE CI_PROJECT_NAMESPACE_ID "
                  + "CI_PROJECT_PATH CI_PROJECT_PATH_SLUG CI_PROJECT_REPOSITORY_LANGUAGES "
                  + "CI_PROJECT_ROOT_NAMESPACE CI_PROJECT_TITLE CI_PROJECT_URL "
                  + "CI_PROJECT_VISIBILITY CI_REGISTRY CI_REGISTRY_IMAGE CI_REGISTRY_USER "
                  + "CI_RUNNER_DESCRIPTION CI_RUNNER_ID CI_RUNNER_TAGS CI_SERVER_HOST "
                  + "CI_SERVER_NAME CI_SERVER_PORT CI_SERVER_PROTOCOL CI_SERVER_REVISION "
                  + "CI_SERVER_SHELL_SSH_HOST CI_SERVER_SHELL_SSH_PORT CI_SERVER_URL "
                  + "CI_SERVER_VERSION CI_SERVER_VERSION_MAJOR CI_SERVER_VERSION_MINOR "
                  + "CI_SERVER_VERSION_PATCH CI_TEMPLATE_REGISTRY_HOST GITLAB_CI GITLAB_FEATURES "
                  + "GITLAB_USER_ID GITLAB_USER_LOGIN RUNNER_GENERATE_ARTIFACTS_METADATA")
              .split(" "));

  private GitLabBuild() {}

  static Map<String, Object> predicate(CiEnvironment job) {
    Map<String, Object> source =
        Map.of(
            "uri",
            "git+" + value(job, "CI_PROJECT_URL"),
            "digest",
            Map.of("sha1", value(job, "CI_COMMIT_SHA")));
    Map<String, Object> entryPoint = new LinkedHashMap<>(source);
    entryPoint.put("entryPoint", value(job, "CI_JOB_NAME"));
    Map<String, Object> invocation = new LinkedHashMap<>();
    invocation.put("configSource", entryPoint);
    invocation.put("parameters", parameters(job));
    invocation.put("environment", environment(job));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("buildInvocationId", value(job, "CI_JOB_URL"));
    metadata.put(
        "completeness", Map.of("parameters", true, "environment", true, "materials", false));
    metadata.put("reproducible", false);
    Map<String, Object> predicate = new LinkedHashMap<>();
    predicate.put("buildType", "https://github.com/npm/cli/gitlab/v0alpha1");
    predicate.put(
        "builder",
        Map.of("id", value(job, "CI_PROJECT_URL") + "/-/runners/" + value(job, "CI_RUNNER_ID")));
    predicate.put("invocation", invocation);
    predicate.put("metadata", metadata);
    predicate.put("materials", List.of(source));
    return predicate;
  }

  private static Map<String, String> parameters(CiEnvironment job) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : PARAMETERS) {
      job.get(name).ifPresent(value -> parameters.put(name, value));
    }
    return parameters;
  }

  private static Map<String, Object> environment(CiEnvironment job) {
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("name", value(job, "CI_RUNNER_DESCRIPTION"));
    environment.put("architecture", value(job, "CI_RUNNER_EXECUTABLE_ARCH"));
    environment.put("server", value(job, "CI_SERVER_URL"));
    environment.put("project", value(job, "CI_PROJECT_PATH"));
    environment.put("job", Map.of("id", value(job, "CI_JOB_ID")));
    environment.put(
        "pipeline",
        Map.of("id", value(job, "CI_PIPELINE_ID"), "ref", value(job, "CI_CONFIG_PATH")));
    return environment;
  }
}

package dev.trustedpublishing.core.discovery;

import dev.trustedpublishing.api.CiEnvironment;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plug-ins of this project that a job or a repository needs, to name the one that is missing: a fat
 * jar keeps only one of several service files with the same name unless they are merged.
 */
enum KnownPlugin {
  GITHUB("github", "provider-github", "GITHUB_ACTIONS", ""),
  GITLAB("gitlab", "provider-gitlab", "GITLAB_CI", ""),
  CIRCLECI("circleci", "provider-circleci", "CIRCLECI", ""),
  BUILDKITE("buildkite", "provider-buildkite", "BUILDKITE", ""),
  GOOGLE("google", "provider-google", "", ""),
  NPM("npm", "repository-npm", "", "npm|npm\\+.*"),
  PYPI("pypi", "repository-pypi", "", "(test)?pypi|pypi\\+.*|https://([a-z]+\\.)?pypi\\.org/.*");

  private static final String FAT_JAR =
      " If this is a fat jar, merge the files in META-INF/services.";

  private final String id;
  private final String artifact;
  private final String variable;
  private final Pattern repositories;

  KnownPlugin(String id, String artifact, String variable, String repositories) {
    this.id = id;
    this.artifact = artifact;
    this.variable = variable;
    this.repositories = Pattern.compile(repositories);
  }

  /**
   * Returns whether a provider identifies the machine, on which a job of any CI system may run. The
   * identity of the CI system is more specific.
   */
  static boolean isOfMachine(String id) {
    return id.equals(GOOGLE.id);
  }

  /** Returns the provider that the job needs, if it is not among the present ones. */
  static Optional<KnownPlugin> missingIn(CiEnvironment environment, Collection<String> present) {
    return missing(present)
        .filter(plugin -> !plugin.variable.isEmpty() && environment.is(plugin.variable, "true"))
        .findFirst();
  }

  /** Returns the module that a repository needs, if it is not among the present ones. */
  static Optional<KnownPlugin> missingFor(String repository, Collection<String> present) {
    return missing(present)
        .filter(plugin -> plugin.repositories.matcher(repository).matches())
        .findFirst();
  }

  private static Stream<KnownPlugin> missing(Collection<String> present) {
    return Stream.of(values()).filter(plugin -> !present.contains(plugin.id));
  }

  String id() {
    return id;
  }

  String variable() {
    return variable;
  }

  String remedy() {
    return add("trusted-publishing-" + artifact);
  }

  static String add(String jar) {
    return "Add " + jar + " to the class path." + FAT_JAR;
  }
}

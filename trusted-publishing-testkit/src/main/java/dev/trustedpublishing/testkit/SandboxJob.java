package dev.trustedpublishing.testkit;

import dev.trustedpublishing.testkit.ci.CircleCiJob;
import dev.trustedpublishing.testkit.ci.EmbeddedCi;
import dev.trustedpublishing.testkit.ci.EmbeddedJob;
import dev.trustedpublishing.testkit.ci.GoogleJob;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The job of a sandbox, and the registrations that match it. Immutable. */
sealed interface SandboxJob {

  Map<String, String> environment(Sandbox sandbox);

  /** Adds the variables that point clients to the registries. */
  static Map<String, String> leadingTo(Sandbox sandbox, Map<String, String> ofTheJob) {
    Map<String, String> variables = new LinkedHashMap<>(ofTheJob);
    variables.put("TRUSTED_PUBLISH_REPOSITORY", sandbox.uploadUrl().toString());
    variables.put("TWINE_REPOSITORY_URL", sandbox.uploadUrl().toString());
    variables.put("PIP_INDEX_URL", sandbox.indexUrl().toString());
    variables.put("TRUSTED_PUBLISH_NPM_REGISTRY", sandbox.npm().uri().toString());
    variables.put("npm_config_registry", sandbox.npm().uri().toString());
    // npm would send an identity token of this sandbox to the real Sigstore.
    variables.put("npm_config_provenance", "false");
    return Collections.unmodifiableMap(variables);
  }

  /** Starts the CI system, if the sandbox does not have it anyway. */
  default Optional<EmbeddedCi> start(LoopbackServer server, Clock clock) throws IOException {
    return Optional.empty();
  }

  /** The publishers of any project at PyPI: none if PyPI does not know the CI system. */
  default List<PublisherRegistration> publishers(Optional<EmbeddedCi> ci) {
    return List.of();
  }

  /** The publisher of any package at npm; empty if npm does not know the CI system. */
  default Optional<Trust> trust() {
    return Optional.empty();
  }

  /** A job on GitHub Actions. */
  record OnGitHub(GitHubJob job) implements SandboxJob {
    @Override
    public Map<String, String> environment(Sandbox sandbox) {
      return sandbox.environment(job);
    }

    @Override
    public List<PublisherRegistration> publishers(Optional<EmbeddedCi> ci) {
      return List.of(
          PublisherRegistration.github(
              job.owner(), job.ownerId(), job.repository(), job.workflow()));
    }

    @Override
    public Optional<Trust> trust() {
      return Optional.of(Trust.github(job.fullRepository(), job.workflow()));
    }
  }

  /** A job on GitLab CI/CD. */
  record OnGitLab(GitLabJob job) implements SandboxJob {
    @Override
    public Map<String, String> environment(Sandbox sandbox) {
      return sandbox.environment(job);
    }

    @Override
    public List<PublisherRegistration> publishers(Optional<EmbeddedCi> ci) {
      return List.of(
          PublisherRegistration.gitlab(job.namespace(), job.project(), job.pipelineFile()));
    }

    @Override
    public Optional<Trust> trust() {
      return Optional.of(Trust.gitlab(job.projectPath(), job.pipelineFile()));
    }
  }

  /** A job on another CI system. */
  record OnAnother(EmbeddedJob job) implements SandboxJob {
    @Override
    public Map<String, String> environment(Sandbox sandbox) {
      return sandbox.environmentOfCi();
    }

    @Override
    public Optional<EmbeddedCi> start(LoopbackServer server, Clock clock) throws IOException {
      return Optional.of(job.start(server, clock));
    }

    @Override
    public List<PublisherRegistration> publishers(Optional<EmbeddedCi> ci) {
      if (!(job instanceof GoogleJob google)) {
        return List.of();
      }
      URI issuer = ci.orElseThrow().issuer().issuer();
      return List.of(PublisherRegistration.google(google.email()).withIssuer(issuer.toString()));
    }

    @Override
    public Optional<Trust> trust() {
      return job instanceof CircleCiJob circleci
          ? Optional.of(
              Trust.circleci(
                  circleci.organization(),
                  circleci.project(),
                  circleci.pipelineDefinition(),
                  circleci.origin()))
          : Optional.empty();
    }
  }
}

package dev.trustedpublishing.testkit;

import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.util.Map;

/** The job of a sandbox, and the registrations that match it. Immutable. */
sealed interface SandboxJob {

  Map<String, String> environment(Sandbox sandbox);

  /** The publisher of any project at PyPI. */
  PublisherRegistration publisher();

  /** The publisher of any package at npm. */
  Trust trust();

  /** A job on GitHub Actions. */
  record OnGitHub(GitHubJob job) implements SandboxJob {
    @Override
    public Map<String, String> environment(Sandbox sandbox) {
      return sandbox.environment(job);
    }

    @Override
    public PublisherRegistration publisher() {
      return PublisherRegistration.github(
          job.owner(), job.ownerId(), job.repository(), job.workflow());
    }

    @Override
    public Trust trust() {
      return Trust.github(job.fullRepository(), job.workflow());
    }
  }

  /** A job on GitLab CI/CD. */
  record OnGitLab(GitLabJob job) implements SandboxJob {
    @Override
    public Map<String, String> environment(Sandbox sandbox) {
      return sandbox.environment(job);
    }

    @Override
    public PublisherRegistration publisher() {
      return PublisherRegistration.gitlab(job.namespace(), job.project(), job.pipelineFile());
    }

    @Override
    public Trust trust() {
      return Trust.gitlab(job.projectPath(), job.pipelineFile());
    }
  }
}

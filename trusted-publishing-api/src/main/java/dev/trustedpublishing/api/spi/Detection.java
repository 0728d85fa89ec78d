package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.Problem;

/** The result of an identity provider's detection, without network access. Immutable. */
public sealed interface Detection {

  /**
   * The job does not run on the provider's CI system.
   *
   * @param lookedFor the expected sign, such as {@code GITHUB_ACTIONS=true}
   */
  record Absent(String lookedFor) implements Detection {}

  /**
   * The CI system is present, and an identity token can be requested.
   *
   * @param system the name of the CI system: "GitHub Actions"
   */
  record Available(String system) implements Detection {}

  /**
   * The CI system is present, but will not issue an identity token to this job.
   *
   * @param system the name of the CI system
   * @param problem the reason and the fix
   */
  record Misconfigured(String system, Problem problem) implements Detection {}
}

package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.Problem;

/**
 * What an identity provider finds when it looks around, without touching the network. Immutable.
 */
public sealed interface Detection {

  /**
   * This is not the provider's CI system.
   *
   * @param lookedFor what would have been the sign, such as {@code GITHUB_ACTIONS=true}
   */
  record Absent(String lookedFor) implements Detection {}

  /**
   * The CI system is here and an identity token can be asked for.
   *
   * @param system what the CI system is called: "GitHub Actions"
   */
  record Available(String system) implements Detection {}

  /**
   * The CI system is here, but it will not give this job an identity token.
   *
   * @param system what the CI system is called
   * @param problem why, and what to do
   */
  record Misconfigured(String system, Problem problem) implements Detection {}
}

package dev.trustedpublishing.core.broken;

import dev.trustedpublishing.provider.github.GitHubActions;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class CoreThatNamesGitHub {
  GitHubActions provider = new GitHubActions();
}

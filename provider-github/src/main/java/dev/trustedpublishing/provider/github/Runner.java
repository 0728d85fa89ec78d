package dev.trustedpublishing.provider.github;

import dev.trustedpublishing.api.CiEnvironment;

/**
 * The actual runner: Forgejo and Gitea imitate GitHub's variables, but require other lines in the
 * workflow.
 */
enum Runner {
  GITHUB(
      "GitHub Actions",
      """
      Add this to the job (for a reusable workflow, also to the calling job):
      permissions:
        id-token: write
        contents: read\
      """),
  FORGEJO(
      "Forgejo Actions",
      """
      Add this at the top level of the workflow (Forgejo 15 or newer):
      enable-openid-connect: true\
      """),
  GITEA(
      "Gitea Actions",
      "Gitea is not known to issue identity tokens; use another CI system to publish.");

  private final String title;
  private final String permission;

  Runner(String title, String permission) {
    this.title = title;
    this.permission = permission;
  }

  static Runner of(CiEnvironment environment) {
    if (environment.get("FORGEJO_ACTIONS").isPresent()) {
      return FORGEJO;
    }
    return environment.get("GITEA_ACTIONS").isPresent() ? GITEA : GITHUB;
  }

  String title() {
    return title;
  }

  /** What has to be in the workflow so that the job obtains identity tokens. */
  String permission() {
    return permission;
  }
}

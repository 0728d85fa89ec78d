package dev.trustedpublishing.setup.registration;

import java.util.Locale;

/**
 * A field of a registration. The names are GitHub's; {@link RegistrationForm} has those of each
 * form.
 */
public enum Field {
  /** GitHub: the owner of the repository. GitLab: the namespace of the project. */
  OWNER,
  /** GitHub: the repository's name. GitLab: the project's name. */
  REPOSITORY,
  /** GitHub: the name of the workflow's file. GitLab: the path of the top-level pipeline file. */
  WORKFLOW,
  /** The deployment environment; blank for none. */
  ENVIRONMENT;

  /** The field's name on the command line and in files: {@code owner}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.trustedpublishing.setup.registration;

import java.util.Arrays;
import java.util.Optional;

/** The CI systems whose registration forms and job descriptions are known here. */
public enum CiSystem {
  /** GitHub Actions. */
  GITHUB("github", "GitHub Actions"),
  /** GitLab CI/CD, on gitlab.com or self-managed. */
  GITLAB("gitlab", "GitLab CI/CD");

  private final String id;
  private final String title;

  CiSystem(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /**
   * Finds a CI system.
   *
   * @param id the id of its identity provider
   * @return the CI system, if it is one of these
   */
  public static Optional<CiSystem> named(String id) {
    return Arrays.stream(values()).filter(system -> system.id.equals(id)).findFirst();
  }

  /**
   * Returns the id of its identity provider.
   *
   * @return {@code github} or {@code gitlab}
   */
  public String id() {
    return id;
  }

  /** Returns its display name. */
  @Override
  public String toString() {
    return title;
  }
}

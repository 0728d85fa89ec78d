package dev.trustedpublishing.setup.registration;

import java.util.Locale;

/** The CI systems whose registration forms and job descriptions are known. */
public enum CiSystem {
  /** GitHub Actions. */
  GITHUB("GitHub Actions"),
  /** GitLab CI/CD, on gitlab.com or self-managed. */
  GITLAB("GitLab CI/CD");

  private final String title;

  CiSystem(String title) {
    this.title = title;
  }

  /**
   * Returns its display name.
   *
   * @return such as {@code GitHub Actions}
   */
  public String title() {
    return title;
  }

  /** Returns the id of its identity provider: {@code github} or {@code gitlab}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

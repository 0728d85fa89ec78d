package dev.trustedpublishing.testkit.pypi;

import java.util.Locale;

/** The kinds of trusted publishers that the registry knows (pypi.md 2.1 and 2.2). */
public enum PublisherKind {
  /** GitHub Actions. */
  GITHUB,
  /** GitLab CI/CD. */
  GITLAB;

  /** The name in error texts and in files: lower case. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

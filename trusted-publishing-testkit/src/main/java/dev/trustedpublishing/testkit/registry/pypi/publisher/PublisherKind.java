package dev.trustedpublishing.testkit.registry.pypi.publisher;

import java.util.Locale;

/** The kinds of trusted publishers that the registry supports (Warehouse, oidc/models). */
public enum PublisherKind {
  /** GitHub Actions. */
  GITHUB,
  /** GitLab CI/CD. */
  GITLAB,
  /** A service account of Google Cloud. */
  GOOGLE;

  /** The name in error strings and in files: lower case. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

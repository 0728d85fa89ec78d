package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Origin;
import java.net.URI;

/**
 * A registry to publish to. Immutable.
 *
 * @param repositoryId the id of the {@code PackageRepository} that implements its protocol, such as
 *     {@code pypi}
 * @param name its name: a well-known name, or the URL
 * @param endpoint the URL that clients are configured with, such as PyPI's upload URL; HTTPS, or
 *     HTTP on a loopback address
 */
public record RepositoryTarget(String repositoryId, String name, URI endpoint) {
  /** Checks that secrets may be sent to it. */
  public RepositoryTarget {
    Origin origin = Origin.of(endpoint);
    if (!origin.isTrustworthy()) {
      throw new IllegalArgumentException(
          "HTTPS only: found "
              + origin
              + ", and plain HTTP is allowed for the local machine only.");
    }
  }

  /**
   * Returns scheme, host, and port of the endpoint.
   *
   * @return the origin
   */
  public Origin origin() {
    return Origin.of(endpoint);
  }
}

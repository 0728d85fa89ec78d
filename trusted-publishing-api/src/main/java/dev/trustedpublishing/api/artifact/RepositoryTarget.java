package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.Origin;
import java.net.URI;

/**
 * One registry that can be published to. Immutable.
 *
 * @param repositoryId the id of the {@code PackageRepository} that speaks its protocol, such as
 *     {@code pypi}
 * @param name what people call it: a well-known name, or the address
 * @param endpoint the address that clients are configured with, such as PyPI's upload URL; https,
 *     or http on a loopback address
 */
public record RepositoryTarget(String repositoryId, String name, URI endpoint) {
  /** Checks that secrets may go there. */
  public RepositoryTarget {
    Origin origin = Origin.of(endpoint);
    if (!origin.isTrustworthy()) {
      throw new IllegalArgumentException(
          "https only: found " + origin + ", and plain http is allowed on this machine only.");
    }
  }

  /**
   * Returns scheme, host and port of the endpoint.
   *
   * @return the origin
   */
  public Origin origin() {
    return Origin.of(endpoint);
  }
}

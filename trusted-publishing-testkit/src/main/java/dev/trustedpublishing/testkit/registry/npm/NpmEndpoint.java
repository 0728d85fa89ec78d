package dev.trustedpublishing.testkit.registry.npm;

/** The addresses of an {@link NpmRegistry}, as names for its fault script. */
public enum NpmEndpoint {
  /** {@code POST /-/npm/v1/oidc/token/exchange/package/<name>}. */
  EXCHANGE,
  /** {@code PUT /<name>}. */
  PUBLISH,
  /** {@code POST /-/stage/package/<name>}. */
  STAGE,
  /** {@code GET /<name>} and {@code GET /<name>/<version or tag>}. */
  PACKUMENT,
  /** {@code GET /<name>/-/<file>.tgz}. */
  TARBALL,
  /** {@code GET /-/package/<name>/visibility}. */
  VISIBILITY,
  /**
   * Everything else: ping, whoami, dist-tags, attestations, and endpoints that require a session.
   */
  OTHER
}

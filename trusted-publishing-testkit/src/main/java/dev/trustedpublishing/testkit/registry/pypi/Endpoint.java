package dev.trustedpublishing.testkit.registry.pypi;

/** The addresses of a {@link PyPiRegistry}, as names for its fault script. */
public enum Endpoint {
  /** {@code GET /.well-known/pytp}. */
  DISCOVERY,
  /** {@code GET /_/oidc/audience}. */
  AUDIENCE,
  /** {@code POST /_/oidc/mint-token} and its alias for GitHub. */
  MINT,
  /** {@code POST /_/oidc/burn-token}. */
  BURN,
  /** {@code POST /legacy/}. */
  UPLOAD,
  /** {@code GET /simple/} and the pages below it. */
  SIMPLE,
  /** {@code GET /files/...}. */
  FILES
}

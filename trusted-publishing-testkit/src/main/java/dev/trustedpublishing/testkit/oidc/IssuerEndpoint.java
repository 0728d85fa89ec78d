package dev.trustedpublishing.testkit.oidc;

/** The addresses of an {@link OidcIssuer}, as names for its fault script. */
public enum IssuerEndpoint {
  /** {@code /.well-known/openid-configuration}. */
  DISCOVERY,
  /** {@code /.well-known/jwks}. */
  JWKS,
  /** The address at which a job requests an identity token. */
  TOKEN
}

package dev.trustedpublishing.testkit.sigstore;

/** The addresses of a {@link SigstoreInstance}, as names for its fault script. */
public enum SigstoreEndpoint {
  /** {@code GET /api/v2/configuration} of Fulcio. */
  CONFIGURATION,
  /** {@code POST /api/v2/signingCert} of Fulcio. */
  SIGNING_CERTIFICATE,
  /** {@code POST /api/v1/log/entries} of Rekor. */
  CREATE_ENTRY,
  /** {@code GET /api/v1/log/entries/<uuid>} of Rekor. */
  GET_ENTRY,
  /** {@code GET /trusted_root.json}. */
  TRUSTED_ROOT,
  /** {@code GET /signing_config.v0.2.json}. */
  SIGNING_CONFIG,
  /** {@code GET /client_trust_config.json}. */
  CLIENT_TRUST_CONFIG
}

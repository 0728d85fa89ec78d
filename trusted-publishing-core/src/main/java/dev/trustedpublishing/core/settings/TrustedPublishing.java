package dev.trustedpublishing.core.settings;

/**
 * Whether a run may publish with a {@linkplain
 * dev.trustedpublishing.core.TrustedPublisherBuilder#storedCredential stored credential} in place
 * of trusted publishing.
 */
public enum TrustedPublishing {
  /** Only trusted publishing. A stored credential that is given with it is refused. */
  ALWAYS,
  /**
   * Trusted publishing wherever a known CI system is present. The stored credential is used only
   * where none is: not where the CI system is configured wrongly, and not after the registry
   * refused the identity. That it was used is an audit event and a warning.
   */
  AUTOMATIC,
  /** Only the stored credential. No identity is looked for. */
  NEVER
}

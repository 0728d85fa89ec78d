package dev.trustedpublishing.core.settings;

/**
 * Whether a run may publish with a {@linkplain
 * dev.trustedpublishing.core.TrustedPublisherBuilder#storedCredential stored credential} instead of
 * trusted publishing.
 */
public enum TrustedPublishing {
  /** Only trusted publishing. A stored credential is an error. */
  ALWAYS,
  /**
   * Trusted publishing if a supported CI system is present. The stored credential is used only if
   * none is: not if the CI system is misconfigured, and not after the registry rejected the
   * identity. Its use is an audit event and a warning.
   */
  AUTOMATIC,
  /** Only the stored credential. No identity provider is used. */
  NEVER
}

package dev.trustedpublishing.api.artifact;

/** A capability that not every registry has. */
public enum Capability {
  /** Sending the same bytes under the same name again is a success and changes nothing. */
  SAME_BYTES_ARE_A_NO_OP,
  /** Its index can be queried for an artifact by digest. */
  PRESENCE_CHECK,
  /** API tokens can be revoked. */
  REVOCATION,
  /**
   * Attestations are sent, and required ones enforced. Without this capability, a caller who
   * requires attestations is refused.
   */
  ATTESTATIONS
}

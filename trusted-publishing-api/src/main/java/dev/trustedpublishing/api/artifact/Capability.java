package dev.trustedpublishing.api.artifact;

/** What a registry can do that not every registry can. */
public enum Capability {
  /** Sending the same bytes under the same name again is a success and changes nothing. */
  SAME_BYTES_ARE_A_NO_OP,
  /** It can be asked by digest whether an artifact is there. */
  PRESENCE_CHECK,
  /** API tokens can be revoked. */
  REVOCATION,
  /** Attestations that were made already are checked and sent. */
  READY_ATTESTATIONS
}

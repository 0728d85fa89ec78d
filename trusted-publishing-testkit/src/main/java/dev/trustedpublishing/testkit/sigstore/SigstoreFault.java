package dev.trustedpublishing.testkit.sigstore;

/**
 * Something wrong with the content of one response. A client that verifies what it receives must
 * reject each of them. For faults of the transport see {@link SigstoreInstance#script}.
 */
public enum SigstoreFault {
  /** A certificate for a key that is not the client's. */
  CERTIFICATE_OF_ANOTHER_KEY(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A certificate that names another workflow than the identity token. */
  CERTIFICATE_OF_ANOTHER_WORKFLOW(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A certificate of an authority that is not in the trusted root. */
  CERTIFICATE_OF_UNKNOWN_AUTHORITY(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A certificate that expired 50 minutes ago. */
  EXPIRED_CERTIFICATE(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A certificate that becomes valid in an hour. */
  CERTIFICATE_NOT_YET_VALID(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A certificate without the timestamp of a certificate transparency log. */
  NO_TIMESTAMP(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A timestamp by a certificate transparency log that is not in the trusted root. */
  TIMESTAMP_OF_UNKNOWN_LOG(SigstoreEndpoint.SIGNING_CERTIFICATE),
  /** A timestamp that was made for another certificate. */
  TIMESTAMP_OF_ANOTHER_CERTIFICATE(SigstoreEndpoint.SIGNING_CERTIFICATE),

  /** An entry whose promise and checkpoint are signed by a log that is not in the trusted root. */
  ENTRY_OF_UNKNOWN_LOG(SigstoreEndpoint.CREATE_ENTRY),
  /** An entry of the log that was made for another envelope. */
  ENTRY_OF_ANOTHER_ENVELOPE(SigstoreEndpoint.CREATE_ENTRY),
  /** One byte of the body is changed. */
  CHANGED_BODY(SigstoreEndpoint.CREATE_ENTRY),
  /** One byte of the signed entry timestamp is changed. */
  CHANGED_PROMISE(SigstoreEndpoint.CREATE_ENTRY),
  /** One byte of the inclusion proof is changed. */
  CHANGED_PROOF(SigstoreEndpoint.CREATE_ENTRY),
  /** One byte of the root hash next to the checkpoint is changed. */
  CHANGED_ROOT_HASH(SigstoreEndpoint.CREATE_ENTRY),
  /** One byte of the checkpoint's signature is changed. */
  CHANGED_CHECKPOINT(SigstoreEndpoint.CREATE_ENTRY),
  /** A checkpoint that the log signed, of a tree without the entry. */
  CHECKPOINT_OF_ANOTHER_TREE(SigstoreEndpoint.CREATE_ENTRY),
  /** The log's clock is an hour ahead: the certificate had expired. */
  ENTRY_AFTER_CERTIFICATE(SigstoreEndpoint.CREATE_ENTRY),
  /** The log's clock is an hour behind: the certificate was not valid yet. */
  ENTRY_BEFORE_CERTIFICATE(SigstoreEndpoint.CREATE_ENTRY);

  private final SigstoreEndpoint endpoint;

  SigstoreFault(SigstoreEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Returns where it occurs.
   *
   * @return the endpoint whose response is wrong
   */
  public SigstoreEndpoint endpoint() {
    return endpoint;
  }
}

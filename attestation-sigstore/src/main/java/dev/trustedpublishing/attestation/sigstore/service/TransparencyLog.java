package dev.trustedpublishing.attestation.sigstore.service;

import dev.trustedpublishing.attestation.sigstore.check.RekorEntry;
import dev.trustedpublishing.attestation.sigstore.check.SigningCertificate;
import dev.trustedpublishing.attestation.sigstore.signature.Envelope;

/** A public log of signatures. Rekor v2 has another protocol and will be another implementation. */
public interface TransparencyLog {
  /**
   * Logs an envelope. Repeating it is safe: the log recognizes equal entries.
   *
   * @return the entry, not verified yet
   */
  RekorEntry record(Envelope envelope, SigningCertificate certificate);
}

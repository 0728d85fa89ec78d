/** Attestations signed with Sigstore. */
module dev.trustedpublishing.attestation.sigstore {
  requires transitive dev.trustedpublishing.api;
  requires static org.apiguardian.api;

  exports dev.trustedpublishing.attestation.sigstore;

  provides dev.trustedpublishing.api.spi.Attestor with
      dev.trustedpublishing.attestation.sigstore.SigstoreAttestor;
}

package dev.trustedpublishing.testkit.sigstore.verify;

import java.security.cert.X509Certificate;

/** Who may have signed. Implementations must be safe for use by several threads. */
@FunctionalInterface
public interface SignerPolicy {

  /**
   * Checks the certificate of the signer.
   *
   * @param certificate the certificate, whose chain and timestamp were verified
   * @throws VerificationFailed if another signer is expected
   */
  void check(X509Certificate certificate) throws VerificationFailed;
}

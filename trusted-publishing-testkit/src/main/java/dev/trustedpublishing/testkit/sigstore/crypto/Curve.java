package dev.trustedpublishing.testkit.sigstore.crypto;

/** The elliptic curves that Sigstore's services use, each with the hash that belongs to it. */
public enum Curve {
  /** For logs and signers. */
  P256("secp256r1", "SHA256withECDSA", "1.2.840.10045.4.3.2"),
  /** For certificate authorities. */
  P384("secp384r1", "SHA384withECDSA", "1.2.840.10045.4.3.3");

  private final String standardName;
  private final String signature;
  private final String signatureOid;

  Curve(String standardName, String signature, String signatureOid) {
    this.standardName = standardName;
    this.signature = signature;
    this.signatureOid = signatureOid;
  }

  String standardName() {
    return standardName;
  }

  String signature() {
    return signature;
  }

  String signatureOid() {
    return signatureOid;
  }
}

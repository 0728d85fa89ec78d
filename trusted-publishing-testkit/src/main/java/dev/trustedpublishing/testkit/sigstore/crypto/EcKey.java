package dev.trustedpublishing.testkit.sigstore.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** An elliptic-curve key pair that signs with ECDSA. Safe for use by several threads. */
public final class EcKey {

  private final Curve curve;
  private final KeyPair pair;

  private EcKey(Curve curve, KeyPair pair) {
    this.curve = curve;
    this.pair = pair;
  }

  /**
   * Generates a key.
   *
   * @param curve its curve
   * @return the new key
   */
  public static EcKey generate(Curve curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve.standardName()));
      return new EcKey(curve, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has this curve", e);
    }
  }

  /**
   * Returns its curve.
   *
   * @return the curve
   */
  public Curve curve() {
    return curve;
  }

  /**
   * Returns the public part.
   *
   * @return the public key
   */
  public PublicKey publicKey() {
    return pair.getPublic();
  }

  /**
   * Returns what a log is identified by (RFC 6962, section 3.2).
   *
   * @return the SHA-256 of the public key
   */
  public byte[] id() {
    return Hashes.sha256(publicKey().getEncoded());
  }

  /**
   * Signs a message.
   *
   * @param message the message
   * @return the signature in DER
   */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(curve.signature());
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a generated key can sign", e);
    }
  }

  /**
   * Verifies an ECDSA signature with SHA-256.
   *
   * @param key the public key
   * @param message the message
   * @param signature the signature in DER
   * @return whether the key made it over this message; false if it is not a signature, or the key
   *     is of another kind
   */
  public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(Curve.P256.signature());
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Omits the keys. */
  @Override
  public String toString() {
    return "EcKey[" + curve + "]";
  }
}

package dev.trustedpublishing.attestation.sigstore.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** A P-256 key that exists in memory only, for the lifetime of one certificate. Thread-safe. */
public final class EphemeralKey {
  private final KeyPair keys;

  private EphemeralKey(KeyPair keys) {
    this.keys = keys;
  }

  public static EphemeralKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new EphemeralKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every supported Java platform has P-256.", e);
    }
  }

  public PublicKey publicKey() {
    return keys.getPublic();
  }

  /** The public key, for the request of a certificate. */
  public String pem() {
    return Pem.of("PUBLIC KEY", publicKey().getEncoded());
  }

  /** Signs the subject of an identity token: proves that its holder has the key. */
  public byte[] prove(String subject) {
    return sign(subject.getBytes(StandardCharsets.UTF_8));
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A new P-256 key can't sign.", e);
    }
  }
}

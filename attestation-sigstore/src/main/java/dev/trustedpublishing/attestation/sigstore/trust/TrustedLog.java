package dev.trustedpublishing.attestation.sigstore.trust;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The public key of a log of certificates or entries. Immutable.
 *
 * @param id the SHA-256 of the key, 64 hex digits
 * @param algorithm the JCA name of its signatures
 * @param key the key
 * @param validity when the log signs with it
 */
public record TrustedLog(String id, String algorithm, PublicKey key, Validity validity) {
  private static final String HASH = "SHA2_256";

  /** Signature algorithm, and algorithm of the key. */
  private static final Map<String, String[]> ALGORITHMS =
      Map.of(
          "PKIX_ECDSA_P256_SHA_256", new String[] {"SHA256withECDSA", "EC"},
          "PKIX_ECDSA_P384_SHA_384", new String[] {"SHA384withECDSA", "EC"},
          "PKIX_RSA_PKCS1V15_2048_SHA256", new String[] {"SHA256withRSA", "RSA"},
          "PKIX_RSA_PKCS1V15_3072_SHA256", new String[] {"SHA256withRSA", "RSA"},
          "PKIX_RSA_PKCS1V15_4096_SHA256", new String[] {"SHA256withRSA", "RSA"},
          "PKIX_ED25519", new String[] {"Ed25519", "Ed25519"});

  /** Reads a key; empty if it is of a kind that no service uses that this library knows. */
  static Optional<TrustedLog> of(JsonObject log) {
    JsonObject publicKey =
        log.object("publicKey").orElseThrow(() -> new JsonException("'publicKey' is missing"));
    String[] names = ALGORITHMS.get(publicKey.text("keyDetails").orElse(""));
    if (names == null || !log.text("hashAlgorithm").orElse(HASH).equals(HASH)) {
      return Optional.empty();
    }
    try {
      byte[] encoded = Base64.getDecoder().decode(publicKey.requireText("rawBytes"));
      return Optional.of(
          new TrustedLog(
              hex(encoded),
              names[0],
              KeyFactory.getInstance(names[1]).generatePublic(new X509EncodedKeySpec(encoded)),
              Validity.of(publicKey)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new JsonException("'rawBytes' is not a public key", e);
    }
  }

  /** Returns whether this log signed a message at a time. */
  public boolean hasSigned(byte[] message, byte[] signature, Instant time) {
    if (!validity.contains(time)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }

  private static String hex(byte[] encoded) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
  }
}

package dev.trustedpublishing.testkit.oidc;

import dev.trustedpublishing.internal.jjwt.Jwts;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** An RSA key pair with its name. */
record SigningKey(String id, KeyPair pair) {

  static SigningKey generate() {
    return new SigningKey(UUID.randomUUID().toString(), Jwts.SIG.RS256.keyPair().build());
  }

  /** The public half as a JSON Web Key (RFC 7517, 7518 6.3.1). */
  Map<String, String> toJwk() {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return Map.of(
        "kty",
        "RSA",
        "use",
        "sig",
        "alg",
        "RS256",
        "kid",
        id,
        "n",
        unsigned(key.getModulus()),
        "e",
        unsigned(key.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }
}

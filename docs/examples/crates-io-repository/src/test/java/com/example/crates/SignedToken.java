package com.example.crates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;

/** An identity token whose signature was checked with its issuer's keys. */
record SignedToken(JsonNode claims) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SignedToken verify(String jwt, URI issuer) throws Refusal {
    try {
      String[] parts = jwt.split("\\.", -1);
      JsonNode header = JSON.readTree(decode(parts[0]));
      JsonNode claims = JSON.readTree(decode(parts[1]));
      if (!header.path("alg").asText().equals("RS256")) {
        throw new Refusal("Failed to decode JWT");
      }
      if (!claims.path("iss").asText().equals(issuer.toString())) {
        throw new Refusal("Unsupported JWT issuer: " + claims.path("iss").asText());
      }
      Signature signature = Signature.getInstance("SHA256withRSA");
      JsonNode key = key(issuer, header.path("kid").asText());
      signature.initVerify(
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e"))));
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      boolean alive = claims.path("exp").asLong() > Instant.now().getEpochSecond() - 60;
      if (!signature.verify(decode(parts[2])) || !alive) {
        throw new Refusal("Failed to decode JWT");
      }
      return new SignedToken(claims);
    } catch (GeneralSecurityException | IOException | ArrayIndexOutOfBoundsException e) {
      throw new Refusal("Failed to decode JWT");
    }
  }

  String claim(String name) {
    return claims.path(name).asText();
  }

  private static JsonNode key(URI issuer, String id) throws IOException, Refusal {
    URI keys = URI.create(issuer + "/.well-known/jwks");
    for (JsonNode key : JSON.readTree(keys.toURL()).path("keys")) {
      if (key.path("kid").asText().equals(id)) {
        return key;
      }
    }
    throw new Refusal("Invalid JWT key ID");
  }

  private static BigInteger number(JsonNode key, String name) {
    return new BigInteger(1, decode(key.path(name).asText()));
  }

  private static byte[] decode(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  /** What the registry rejects it with. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String words) {
      super(words);
    }
  }
}

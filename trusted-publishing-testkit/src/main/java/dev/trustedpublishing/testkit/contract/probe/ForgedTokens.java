package dev.trustedpublishing.testkit.contract.probe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Forgeries of identity tokens, which no registry may accept. Stateless, thread-safe. */
public final class ForgedTokens {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private ForgedTokens() {}

  /**
   * Forges a token.
   *
   * @param token a genuine token in its compact form
   * @return forgeries of it, by a description of what is wrong with them
   */
  public static Map<String, String> of(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("the fixture's identity token is not a JWT");
    }
    Map<String, String> forged = new LinkedHashMap<>();
    forged.put("a changed signature", parts[0] + "." + parts[1] + "." + changed(parts[2]));
    forged.put("a claim more than was signed", parts[0] + "." + more(parts[1]) + "." + parts[2]);
    forged.put("the signature of a stranger", parts[0] + "." + parts[1] + "." + signed(parts));
    return forged;
  }

  private static String changed(String part) {
    byte[] bytes = Base64.getUrlDecoder().decode(part);
    bytes[bytes.length / 2] ^= 1;
    return ENCODER.encodeToString(bytes);
  }

  private static String more(String part) {
    String claims = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    String changed = claims.substring(0, claims.lastIndexOf('}')) + ",\"forged\":true}";
    return ENCODER.encodeToString(changed.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return ENCODER.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
  }
}

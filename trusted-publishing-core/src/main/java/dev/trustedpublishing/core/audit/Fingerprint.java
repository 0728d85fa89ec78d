package dev.trustedpublishing.core.audit;

import dev.trustedpublishing.api.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Identifies a token without revealing it: its HMAC-SHA-256 with the run id as the key, truncated
 * to 128 bits. The same token has a different fingerprint in each run; with a token and an audit
 * log, one can check whether they belong together.
 */
public final class Fingerprint {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private Fingerprint() {}

  public static String of(Secret token, String runId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(runId.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] hash = mac.doFinal(token.reveal().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform supports HMAC-SHA-256.", e);
    }
  }
}

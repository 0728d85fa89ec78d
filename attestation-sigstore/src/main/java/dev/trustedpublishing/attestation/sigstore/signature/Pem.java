package dev.trustedpublishing.attestation.sigstore.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text form of keys and certificates (RFC 7468), as Go writes it, because it is compared. */
public final class Pem {
  private static final int COLUMNS = 64;

  private Pem() {}

  public static String of(String label, byte[] der) {
    String lines =
        Base64.getMimeEncoder(COLUMNS, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }
}

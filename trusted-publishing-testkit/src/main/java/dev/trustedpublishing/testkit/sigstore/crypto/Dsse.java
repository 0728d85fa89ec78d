package dev.trustedpublishing.testkit.sigstore.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

// Second opinion: it must not share the mistakes of the client's class of this name.
/** DSSE, the envelope of signed statements (secure-systems-lab/dsse). Stateless, thread-safe. */
public final class Dsse {

  /** The type of in-toto statements. */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  private Dsse() {}

  /**
   * Builds what is signed: "DSSEv1 {length of type} {type} {length of payload} {payload}".
   *
   * @param type the type of the payload
   * @param payload the payload
   * @return the pre-authentication encoding
   */
  public static byte[] signedBytes(String type, byte[] payload) {
    int typeLength = type.getBytes(StandardCharsets.UTF_8).length;
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.writeBytes(
        ("DSSEv1 " + typeLength + " " + type + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8));
    encoded.writeBytes(payload);
    return encoded.toByteArray();
  }
}

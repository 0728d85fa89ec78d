package dev.trustedpublishing.testkit.sigstore.verify;

import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.DerElement;
import dev.trustedpublishing.testkit.sigstore.crypto.Extension;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Verifies the timestamp of a certificate transparency log (RFC 6962, section 3.2). Immutable. */
record TimestampCheck(TrustAnchors.Keyring keys) {

  private static final int ID_LENGTH = 32;
  private static final int SHA256 = 4;

  void verify(X509Certificate certificate, X509Certificate issuer) throws VerificationFailed {
    try {
      List<byte[]> timestamps = timestamps(certificate);
      if (timestamps.size() != 1) {
        throw new VerificationFailed(
            "Expected one certificate timestamp, found " + timestamps.size());
      }
      verify(ByteBuffer.wrap(timestamps.get(0)), certificate, issuer);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new VerificationFailed("malformed certificate timestamp");
    }
  }

  private static List<byte[]> timestamps(X509Certificate certificate) throws VerificationFailed {
    byte[] octets =
        Certificates.value(certificate, Extension.TIMESTAMPS)
            .orElseThrow(() ->
                new VerificationFailed(
                    "Certificate does not contain a signed certificate timestamp extension"));
    ByteBuffer list = ByteBuffer.wrap(DerElement.read(octets).content());
    list.getShort();
    List<byte[]> timestamps = new ArrayList<>();
    while (list.hasRemaining()) {
      timestamps.add(take(list, Short.toUnsignedInt(list.getShort())));
    }
    return timestamps;
  }

  private void verify(ByteBuffer timestamp, X509Certificate certificate, X509Certificate issuer)
      throws VerificationFailed {
    byte version = timestamp.get();
    byte[] logId = take(timestamp, ID_LENGTH);
    long millis = timestamp.getLong();
    byte[] extensions = take(timestamp, Short.toUnsignedInt(timestamp.getShort()));
    byte hash = timestamp.get();
    timestamp.get();
    byte[] signature = take(timestamp, Short.toUnsignedInt(timestamp.getShort()));
    if (version != 0 || hash != SHA256) {
      throw new VerificationFailed(
          "Found unexpected hash algorithm in SCT: only SHA256 is supported");
    }
    byte[] content = Certificates.withoutTimestamps(certificate);
    byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array();
    byte[] signed =
        ByteBuffer.allocate(
                2 + Long.BYTES + 2 + ID_LENGTH + 3 + content.length + 2 + extensions.length)
            .put(version)
            .put((byte) 0)
            .putLong(millis)
            .putShort((short) 1)
            .put(Hashes.sha256(issuer.getPublicKey().getEncoded()))
            .put(Arrays.copyOfRange(length, 1, Integer.BYTES))
            .put(content)
            .putShort((short) extensions.length)
            .put(extensions)
            .array();
    try {
      keys.verify(HexFormat.of().formatHex(logId), signed, signature);
    } catch (VerificationFailed e) {
      throw new VerificationFailed("SCT verify failed: " + e.reason());
    }
  }

  private static byte[] take(ByteBuffer in, int count) {
    if (count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }
}

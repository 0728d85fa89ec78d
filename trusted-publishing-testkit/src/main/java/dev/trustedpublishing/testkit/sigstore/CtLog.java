package dev.trustedpublishing.testkit.sigstore;

import dev.trustedpublishing.testkit.sigstore.crypto.CertificateContent;
import dev.trustedpublishing.testkit.sigstore.crypto.Curve;
import dev.trustedpublishing.testkit.sigstore.crypto.Der;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import dev.trustedpublishing.testkit.sigstore.crypto.Extension;
import dev.trustedpublishing.testkit.sigstore.crypto.Hashes;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;

/**
 * A certificate transparency log: it signs timestamps, and keeps nothing (RFC 6962, sections 3.2
 * and 3.3). Safe for use by several threads.
 */
final class CtLog {

  private static final byte VERSION_1 = 0;
  private static final byte CERTIFICATE_TIMESTAMP = 0;
  private static final short PRECERTIFICATE = 1;
  private static final byte SHA256 = 4;
  private static final byte ECDSA = 3;
  private static final byte[] NO_EXTENSIONS = {0, 0};
  private static final int ID_LENGTH = 32;

  private final EcKey key = EcKey.generate(Curve.P256);

  EcKey key() {
    return key;
  }

  /** The extension with the log's timestamp for a certificate that does not have one yet. */
  Extension timestamp(CertificateContent certificate, EcKey issuer, Instant now) {
    byte[] content = certificate.encoded(issuer.curve());
    byte[] signature = key.sign(signedBytes(content, issuer.publicKey(), now));
    ByteBuffer timestamp =
        ByteBuffer.allocate(1 + ID_LENGTH + Long.BYTES + 2 + 2 + 2 + signature.length)
            .put(VERSION_1)
            .put(key.id())
            .putLong(now.toEpochMilli())
            .put(NO_EXTENSIONS)
            .put(SHA256)
            .put(ECDSA)
            .putShort((short) signature.length)
            .put(signature);
    // Both the list and each of its timestamps are preceded by their lengths.
    ByteBuffer list =
        ByteBuffer.allocate(2 + 2 + timestamp.capacity())
            .putShort((short) (2 + timestamp.capacity()))
            .putShort((short) timestamp.capacity())
            .put(timestamp.array());
    return Extension.of(Extension.TIMESTAMPS, Der.octets(list.array()));
  }

  private static byte[] signedBytes(byte[] content, PublicKey issuer, Instant now) {
    byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array();
    return ByteBuffer.allocate(2 + Long.BYTES + 2 + ID_LENGTH + 3 + content.length + 2)
        .put(VERSION_1)
        .put(CERTIFICATE_TIMESTAMP)
        .putLong(now.toEpochMilli())
        .putShort(PRECERTIFICATE)
        .put(Hashes.sha256(issuer.getEncoded()))
        .put(Arrays.copyOfRange(length, 1, Integer.BYTES))
        .put(content)
        .put(NO_EXTENSIONS)
        .array();
  }
}

package dev.trustedpublishing.attestation.sigstore.check;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.attestation.sigstore.trust.TrustedLog;
import dev.trustedpublishing.attestation.sigstore.trust.TrustedRoot;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The proof within a certificate that a log of certificates has it (RFC 6962, 3.2 and 3.3): its
 * signature covers the certificate without this proof, and the key of the issuer.
 */
final class CertificateTimestamp {
  static final String OID = "1.3.6.1.4.1.11129.2.4.2";

  private static final byte[] ENCODED_OID = {
    0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, (byte) 0xd6, 0x79, 0x02, 0x04, 0x02
  };
  private static final int EXPLICIT_EXTENSIONS = 0xa3;
  private static final int SHA_256 = 4;
  private static final int RSA = 1;
  private static final int ECDSA = 3;

  private final String logId;
  private final long millis;
  private final byte[] extensions;
  private final byte[] signature;

  private CertificateTimestamp(String logId, long millis, byte[] extensions, byte[] signature) {
    this.logId = logId;
    this.millis = millis;
    this.extensions = extensions;
    this.signature = signature;
  }

  /** Checks the one timestamp of a certificate. */
  static void check(X509Certificate leaf, X509Certificate issuer, TrustedRoot root) {
    byte[] extension = leaf.getExtensionValue(OID);
    if (extension == null) {
      throw refused("no timestamp of a certificate log", "exactly one embedded timestamp");
    }
    try {
      byte[] list =
          DerValue.of(DerValue.of(extension).content(DerValue.OCTET_STRING))
              .content(DerValue.OCTET_STRING);
      CertificateTimestamp timestamp = of(list);
      Instant time = Instant.ofEpochMilli(timestamp.millis);
      TrustedLog log =
          root.certificateLog(timestamp.logId, time)
              .orElseThrow(() ->
                  refused("a timestamp of the log " + timestamp.logId, "a log that is trusted"));
      byte[] signed = timestamp.signedBytes(withoutTimestamp(leaf.getTBSCertificate()), issuer);
      if (!log.hasSigned(signed, timestamp.signature, time)) {
        throw refused("a timestamp that its log did not sign", "the signature of the log");
      }
    } catch (IllegalArgumentException
        | BufferUnderflowException
        | CertificateEncodingException
        | NoSuchAlgorithmException e) {
      throw refused("a timestamp that can't be read", "exactly one embedded timestamp");
    }
  }

  private static TrustedPublishingException refused(String found, String expected) {
    return Untrusted.certificate(found, expected);
  }

  private static CertificateTimestamp of(byte[] list) {
    ByteBuffer in = ByteBuffer.wrap(list);
    if (in.getShort() != list.length - 2 || in.getShort() != list.length - 4) {
      throw new IllegalArgumentException("not exactly one timestamp");
    }
    if (in.get() != 0) {
      throw new IllegalArgumentException("not version 1");
    }
    String logId = HexFormat.of().formatHex(taken(in, 32));
    long millis = in.getLong();
    byte[] extensions = taken(in, in.getShort() & 0xffff);
    int hash = in.get();
    int algorithm = in.get();
    if (hash != SHA_256 || (algorithm != ECDSA && algorithm != RSA)) {
      throw new IllegalArgumentException("not a signature with SHA-256");
    }
    byte[] signature = taken(in, in.getShort() & 0xffff);
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("more than a timestamp");
    }
    return new CertificateTimestamp(logId, millis, extensions, signature);
  }

  private static byte[] taken(ByteBuffer in, int count) {
    if (count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private byte[] signedBytes(byte[] certificate, X509Certificate issuer)
      throws NoSuchAlgorithmException {
    byte[] issuerKey =
        MessageDigest.getInstance("SHA-256").digest(issuer.getPublicKey().getEncoded());
    ByteBuffer signed =
        ByteBuffer.allocate(49 + certificate.length + extensions.length)
            .put((byte) 0) // version 1
            .put((byte) 0) // a timestamp of a certificate
            .putLong(millis)
            .putShort((short) 1) // of a certificate before it was completed
            .put(issuerKey)
            .put((byte) (certificate.length >> 16))
            .putShort((short) certificate.length)
            .put(certificate)
            .putShort((short) extensions.length)
            .put(extensions);
    return signed.array();
  }

  private static byte[] withoutTimestamp(byte[] certificate) {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (DerValue part : DerValue.of(certificate).children()) {
      parts.writeBytes(part.tag() == EXPLICIT_EXTENSIONS ? reduced(part) : part.encoded());
    }
    return DerValue.encode(DerValue.SEQUENCE, parts.toByteArray());
  }

  private static byte[] reduced(DerValue explicit) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (DerValue extension : DerValue.of(explicit.content(EXPLICIT_EXTENSIONS)).children()) {
      if (!Arrays.equals(extension.children().get(0).encoded(), ENCODED_OID)) {
        kept.writeBytes(extension.encoded());
      }
    }
    return DerValue.encode(
        EXPLICIT_EXTENSIONS, DerValue.encode(DerValue.SEQUENCE, kept.toByteArray()));
  }
}

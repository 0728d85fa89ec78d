package dev.trustedpublishing.testkit.registry.npm.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import dev.trustedpublishing.testkit.sigstore.crypto.Dsse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A Sigstore bundle with a DSSE envelope and the certificate of its signer (sigstore-js). Its
 * reading methods throw a {@link Refusal} for invalid parts.
 *
 * <p>Immutable.
 */
public final class SigstoreBundle {

  private static final JsonMapper JSON = new JsonMapper();

  /** DER: a UTF-8 string, which is what Fulcio's extensions hold. */
  private static final int UTF8_STRING = 0x0c;

  private static final int OCTET_STRING = 0x04;

  private final JsonNode json;
  private final byte[] payload;
  private final X509Certificate certificate;

  private SigstoreBundle(JsonNode json, byte[] payload, X509Certificate certificate) {
    this.json = json;
    this.payload = payload;
    this.certificate = certificate;
  }

  /**
   * Reads a bundle, or throws a {@link Refusal}.
   *
   * @param text the bundle, JSON
   * @return the bundle, not verified
   */
  public static SigstoreBundle parse(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw Refusal.provenance("the bundle is not JSON: " + e.getOriginalMessage());
    }
    JsonNode material = json.path("verificationMaterial");
    JsonNode leaf =
        material.has("certificate")
            ? material.path("certificate")
            : material.path("x509CertificateChain").path("certificates").path(0);
    return new SigstoreBundle(
        json,
        bytes("dsseEnvelope.payload", json.path("dsseEnvelope").path("payload")),
        certificate(bytes("certificate.rawBytes", leaf.path("rawBytes"))));
  }

  /**
   * Returns the bundle.
   *
   * @return the bundle as it was sent
   */
  public JsonNode json() {
    return json;
  }

  String mediaType() {
    return json.path("mediaType").asText();
  }

  /**
   * Reads the in-toto statement that is signed, or throws a {@link Refusal}.
   *
   * @return the statement
   */
  public JsonNode statement() {
    try {
      return JSON.readTree(payload);
    } catch (IOException e) {
      throw Refusal.provenance("the payload is not JSON");
    }
  }

  /** Verifies the only signature, over DSSE's pre-authentication encoding. */
  void verify() {
    JsonNode signatures = json.path("dsseEnvelope").path("signatures");
    if (signatures.size() != 1) {
      throw Refusal.provenance("found " + signatures.size() + " signatures, expected one");
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(
          Dsse.signedBytes(json.path("dsseEnvelope").path("payloadType").asText(), payload));
      if (verifier.verify(bytes("signatures[0].sig", signatures.path(0).path("sig")))) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw Refusal.provenance("the signature can't be verified: " + e.getMessage());
    }
    throw Refusal.provenance("the signature is not one of the certificate over the payload");
  }

  /** Reads an extension with a text value, as Fulcio encodes it. */
  Optional<String> extension(String oid) {
    return Optional.ofNullable(certificate.getExtensionValue(oid))
        .map(octets -> content(OCTET_STRING, octets))
        .map(text -> new String(content(UTF8_STRING, text), StandardCharsets.UTF_8));
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw Refusal.provenance("the certificate can't be read");
    }
  }

  private static byte[] bytes(String place, JsonNode base64) {
    if (!base64.isTextual()) {
      throw Refusal.provenance(place + " is missing");
    }
    try {
      return Base64.getDecoder().decode(base64.textValue());
    } catch (IllegalArgumentException e) {
      throw Refusal.provenance(place + " is not base64");
    }
  }

  /**
   * The content of a DER element of this type; lengths of up to two bytes are enough for strings.
   */
  private static byte[] content(int type, byte[] der) {
    if (der.length < 2 || der[0] != type) {
      throw Refusal.provenance("an extension of the certificate can't be read");
    }
    int lengthBytes = (der[1] & 0x80) == 0 ? 0 : der[1] & 0x7f;
    return Arrays.copyOfRange(der, 2 + lengthBytes, der.length);
  }
}

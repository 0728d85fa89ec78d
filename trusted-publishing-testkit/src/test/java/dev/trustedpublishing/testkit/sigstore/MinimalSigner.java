package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.oidc.CompactToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** The whole of a signer, with nothing but the JDK and JSON. It checks no answer. */
public final class MinimalSigner {

  static final String IN_TOTO = "application/vnd.in-toto+json";
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client;
  private final URI instance;
  private final KeyPair key;
  private final String leaf;

  private MinimalSigner(HttpClient client, URI instance, KeyPair key, String leaf) {
    this.client = client;
    this.instance = instance;
    this.key = key;
    this.leaf = leaf;
  }

  /** Gets a certificate for a new key. */
  public static MinimalSigner start(HttpClient client, URI instance, String identityToken)
      throws Exception {
    KeyPair key = key("secp256r1");
    String subject = CompactToken.parse(identityToken).claims().text("sub");
    ObjectNode request = request(identityToken, pem("PUBLIC KEY", key.getPublic().getEncoded()));
    prove(request, sign(key, subject.getBytes(StandardCharsets.UTF_8)));
    JsonNode answer = JSON.readTree(certificate(client, instance, request).body());
    String leaf = answer.at("/signedCertificateEmbeddedSct/chain/certificates/0").asText();
    return new MinimalSigner(client, instance, key, leaf);
  }

  static KeyPair key(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  static ObjectNode request(String identityToken, String publicKey) {
    ObjectNode request = JSON.createObjectNode();
    request.putObject("credentials").put("oidcIdentityToken", identityToken);
    request
        .putObject("publicKeyRequest")
        .putObject("publicKey")
        .put("algorithm", "ECDSA")
        .put("content", publicKey);
    return request;
  }

  static void prove(ObjectNode request, byte[] proof) {
    request.withObject("/publicKeyRequest").put("proofOfPossession", base64(proof));
  }

  static HttpResponse<String> certificate(HttpClient client, URI instance, ObjectNode request)
      throws Exception {
    return post(client, instance + "/api/v2/signingCert", request.toString());
  }

  static HttpResponse<String> post(HttpClient client, String address, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  static byte[] sign(KeyPair key, byte[] message) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The envelope of a statement, signed by the key. */
  ObjectNode envelope(String statement) throws Exception {
    byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
    String head = "DSSEv1 " + IN_TOTO.length() + " " + IN_TOTO + " " + payload.length + " ";
    byte[] signature = sign(key, (head + statement).getBytes(StandardCharsets.UTF_8));
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("payload", base64(payload)).put("payloadType", IN_TOTO);
    envelope.putArray("signatures").addObject().put("sig", base64(signature));
    return envelope;
  }

  /** The entry that the log is asked for. */
  ObjectNode proposal(ObjectNode envelope) {
    ObjectNode proposal = JSON.createObjectNode();
    proposal.put("apiVersion", "0.0.1").put("kind", "dsse");
    ObjectNode content = proposal.putObject("spec").putObject("proposedContent");
    content.put("envelope", envelope.toString()).putArray("verifiers").add(base64(leaf));
    return proposal;
  }

  HttpResponse<String> log(ObjectNode proposal) throws Exception {
    return post(client, instance + "/api/v1/log/entries", proposal.toString());
  }

  /** Signs a statement: a Sigstore bundle, version 0.3. */
  public ObjectNode bundle(String statement) throws Exception {
    ObjectNode envelope = envelope(statement);
    JsonNode entry = JSON.readTree(log(proposal(envelope)).body()).elements().next();
    ObjectNode bundle = JSON.createObjectNode();
    bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
    ObjectNode material = bundle.putObject("verificationMaterial");
    material.putObject("certificate").put("rawBytes", leaf.replaceAll("-----[A-Z ]*-----|\\s", ""));
    material.putArray("tlogEntries").add(transparencyEntry(entry));
    material.putObject("timestampVerificationData");
    bundle.set("dsseEnvelope", envelope);
    return bundle;
  }

  /** The form of an entry in bundles: camel case, long numbers as text. */
  private static ObjectNode transparencyEntry(JsonNode entry) {
    JsonNode proof = entry.at("/verification/inclusionProof");
    ObjectNode written = JSON.createObjectNode();
    written.put("logIndex", entry.path("logIndex").asText());
    written.putObject("logId").put("keyId", hexToBase64(entry.path("logID")));
    written.putObject("kindVersion").put("kind", "dsse").put("version", "0.0.1");
    written.put("integratedTime", entry.path("integratedTime").asText());
    written
        .putObject("inclusionPromise")
        .set("signedEntryTimestamp", entry.at("/verification/signedEntryTimestamp"));
    ObjectNode writtenProof = written.putObject("inclusionProof");
    writtenProof.put("logIndex", proof.path("logIndex").asText());
    writtenProof.put("rootHash", hexToBase64(proof.path("rootHash")));
    writtenProof.put("treeSize", proof.path("treeSize").asText());
    ArrayNode hashes = writtenProof.putArray("hashes");
    proof.path("hashes").forEach(hash -> hashes.add(hexToBase64(hash)));
    writtenProof.putObject("checkpoint").set("envelope", proof.path("checkpoint"));
    written.set("canonicalizedBody", entry.path("body"));
    return written;
  }

  private static String hexToBase64(JsonNode hex) {
    return base64(HexFormat.of().parseHex(hex.textValue()));
  }

  /** The form that PyPI takes, of the same signature (PEP 740). */
  public static ObjectNode attestation(JsonNode bundle) {
    ObjectNode attestation = JSON.createObjectNode();
    attestation.put("version", 1);
    ObjectNode material = attestation.putObject("verification_material");
    material.set("certificate", bundle.at("/verificationMaterial/certificate/rawBytes"));
    material.set("transparency_entries", bundle.at("/verificationMaterial/tlogEntries"));
    ObjectNode envelope = attestation.putObject("envelope");
    envelope.set("statement", bundle.at("/dsseEnvelope/payload"));
    envelope.set("signature", bundle.at("/dsseEnvelope/signatures/0/sig"));
    return attestation;
  }
}

package dev.trustedpublishing.testkit.sigstore;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.sigstore.crypto.Certificates;
import dev.trustedpublishing.testkit.sigstore.crypto.EcKey;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/**
 * The documents that tell verifiers whom to trust and signers where to go (sigstore/protobuf-specs,
 * sigstore_trustroot.proto). Immutable.
 */
final class TrustDocuments {

  /** Clocks may differ, and tests move theirs. */
  private static final Duration VALID_BEFORE = Duration.ofDays(1);

  private static final JsonMapper JSON = new JsonMapper();

  private final String base;
  private final String start;
  private final String trustedRoot;
  private final String signingConfig;

  TrustDocuments(
      URI base, List<X509Certificate> authority, EcKey ctLog, EcKey log, Instant createdAt) {
    this.base = base.toString();
    this.start = createdAt.minus(VALID_BEFORE).truncatedTo(ChronoUnit.SECONDS).toString();
    this.trustedRoot = rootDocument(authority, ctLog, log).toPrettyString();
    this.signingConfig = configDocument().toPrettyString();
  }

  String trustedRoot() {
    return trustedRoot;
  }

  String signingConfig() {
    return signingConfig;
  }

  String clientTrustConfig() {
    return "{\"mediaType\":\"application/vnd.dev.sigstore.clienttrustconfig.v0.1+json\","
        + "\"trustedRoot\":%s,\"signingConfig\":%s}".formatted(trustedRoot, signingConfig);
  }

  private ObjectNode rootDocument(List<X509Certificate> authority, EcKey ctLog, EcKey log) {
    ObjectNode root = JSON.createObjectNode();
    root.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
    root.putArray("tlogs").add(log(log));
    ObjectNode ca = root.putArray("certificateAuthorities").addObject();
    ca.putObject("subject").put("organization", "sigstore.example").put("commonName", "sandbox");
    ca.put("uri", base);
    ArrayNode certificates = ca.putObject("certChain").putArray("certificates");
    authority.forEach(certificate ->
        certificates.addObject().put("rawBytes", base64(Certificates.der(certificate))));
    ca.set("validFor", validFor());
    root.putArray("ctlogs").add(log(ctLog));
    root.putArray("timestampAuthorities");
    return root;
  }

  private ObjectNode log(EcKey key) {
    ObjectNode log = JSON.createObjectNode();
    log.put("baseUrl", base).put("hashAlgorithm", "SHA2_256");
    log.putObject("publicKey")
        .put("rawBytes", base64(key.publicKey().getEncoded()))
        .put("keyDetails", "PKIX_ECDSA_P256_SHA_256")
        .set("validFor", validFor());
    log.putObject("logId").put("keyId", base64(key.id()));
    return log;
  }

  private ObjectNode configDocument() {
    ObjectNode config = JSON.createObjectNode();
    config.put("mediaType", "application/vnd.dev.sigstore.signingconfig.v0.2+json");
    for (String services : List.of("caUrls", "rekorTlogUrls")) {
      config
          .putArray(services)
          .addObject()
          .put("url", base)
          .put("majorApiVersion", 1)
          .put("operator", "sigstore.example")
          .set("validFor", validFor());
    }
    config.putArray("oidcUrls");
    config.putArray("tsaUrls");
    config.putObject("rekorTlogConfig").put("selector", "ANY");
    config.putObject("tsaConfig").put("selector", "ANY");
    return config;
  }

  private ObjectNode validFor() {
    return JSON.createObjectNode().put("start", start);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

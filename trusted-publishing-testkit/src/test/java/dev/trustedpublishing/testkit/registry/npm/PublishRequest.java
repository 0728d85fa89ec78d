package dev.trustedpublishing.testkit.registry.npm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A publish document in which everything is right (libnpmpublish, lib/publish.js), to be changed by
 * tests.
 */
final class PublishRequest {

  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final String version;
  private final byte[] tarball;
  private final ObjectNode document = JSON.createObjectNode();

  PublishRequest(String name, String version, String content) {
    this.name = name;
    this.version = version;
    // The registry does not open tarballs, so anything will do.
    this.tarball = content.getBytes(StandardCharsets.UTF_8);
    document.put("_id", name).put("name", name).put("description", "d");
    document.putObject("dist-tags").put("latest", version);
    ObjectNode manifest = document.putObject("versions").putObject(version);
    manifest.put("name", name).put("version", version).put("_id", name + "@" + version);
    manifest.putObject("repository").put("type", "git").put("url", REPOSITORY);
    manifest
        .putObject("dist")
        .put("integrity", "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512")))
        .put("shasum", HexFormat.of().formatHex(digest("SHA-1")))
        .put("tarball", "http://registry.example/" + name + "/-/" + name + "-" + version + ".tgz");
    document.putNull("access");
    attach(
        name + "-" + version + ".tgz",
        "application/octet-stream",
        Base64.getEncoder().encodeToString(tarball),
        tarball.length);
  }

  static final String REPOSITORY = "git+https://github.com/octo-org/sampleproject.git";

  static PublishRequest sample() {
    return new PublishRequest("@acme/hello", "1.0.0", "a tarball");
  }

  PublishRequest with(Consumer<ObjectNode> change) {
    change.accept(document);
    return this;
  }

  PublishRequest attach(String attachment, String type, String data, long length) {
    document
        .withObject("/_attachments")
        .putObject(attachment)
        .put("content_type", type)
        .put("data", data)
        .put("length", length);
    return this;
  }

  PublishRequest withProvenance(String bundle) {
    return attach(
        name + "-" + version + ".sigstore",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        bundle,
        bundle.length());
  }

  String escapedName() {
    return name.replaceFirst("/", "%2f");
  }

  String sha512() {
    return HexFormat.of().formatHex(digest("SHA-512"));
  }

  byte[] tarball() {
    return tarball.clone();
  }

  String write() {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(tarball);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

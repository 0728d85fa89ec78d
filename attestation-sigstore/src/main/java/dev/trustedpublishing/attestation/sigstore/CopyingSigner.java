package dev.trustedpublishing.attestation.sigstore;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps what another signer returns, in files that other tools read.
 *
 * @param signer the other signer
 * @param folder where the files are written
 * @param json the writer of JSON
 */
record CopyingSigner(Attestor.Signer signer, Path folder, Json json) implements Attestor.Signer {
  private static final String PYPI = "https://docs.pypi.org/attestations/publish/v1";

  /**
   * Creates the folder and writes the trusted root.
   *
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code usage.configuration} if it
   *     can't be written to
   */
  static void prepare(Path folder, JsonObject trustedRoot, Json json) {
    writing(
        folder,
        () -> {
          Files.createDirectories(folder);
          Files.write(folder.resolve("trusted_root.json"), json.write(trustedRoot.members()));
        });
  }

  @Override
  public Instant expiresAt() {
    return signer.expiresAt();
  }

  @Override
  public JsonObject sign(String statement) {
    JsonObject bundle = signer.sign(statement);
    JsonObject signed = json.parse(statement.getBytes(StandardCharsets.UTF_8));
    String name = filename(signed);
    writing(
        folder,
        () -> {
          write(name + ".sigstore.json", bundle.members());
          if (signed.text("predicateType").orElse("").equals(PYPI)) {
            write(name + ".publish.attestation", attestation(bundle));
          }
        });
    return bundle;
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private static void writing(Path folder, Writing files) {
    try {
      files.run();
    } catch (IOException e) {
      throw Problem.of(
              ErrorCode.USAGE_CONFIGURATION,
              "The copies of attestations can't be written to "
                  + SafeText.shown(folder.toString())
                  + ".")
          .found(SafeText.reason(e))
          .expected("a folder that this process can write to")
          .remedy("Choose another folder, or keep no copies.")
          .toException(Stage.ATTEST);
    }
  }

  private void write(String name, Map<String, ?> content) throws IOException {
    Files.write(folder.resolve(name), json.write(content));
  }

  /** A file of PyPI names itself; npm's package URL names the file that npm packs. */
  private static String filename(JsonObject statement) {
    String subject =
        statement.objects("subject").stream()
            .findFirst()
            .orElseThrow(() -> new JsonException("'subject' is empty"))
            .requireText("name");
    String name =
        subject.startsWith("pkg:npm/")
            ? subject.substring("pkg:npm/".length()).replace("%40", "").replaceAll("[/@]", "-")
                + ".tgz"
            : subject;
    return name.replaceAll("[^A-Za-z0-9._+-]", "_");
  }

  /** The form of PEP 740, as pypi-attestations reads it from files. */
  private static Map<String, Object> attestation(JsonObject bundle) {
    JsonObject material = bundle.object("verificationMaterial").orElseThrow();
    JsonObject envelope = bundle.object("dsseEnvelope").orElseThrow();
    Map<String, Object> attestation = new LinkedHashMap<>();
    attestation.put("version", 1);
    attestation.put(
        "verification_material",
        Map.of(
            "certificate",
            material.object("certificate").orElseThrow().requireText("rawBytes"),
            "transparency_entries",
            material.objects("tlogEntries").stream().map(JsonObject::members).toList()));
    attestation.put(
        "envelope",
        Map.of(
            "statement",
            envelope.requireText("payload"),
            "signature",
            envelope.objects("signatures").get(0).requireText("sig")));
    return attestation;
  }
}

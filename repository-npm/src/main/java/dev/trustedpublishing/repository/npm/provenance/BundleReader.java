package dev.trustedpublishing.repository.npm.provenance;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.ProvenanceBundle;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * Reads an existing Sigstore bundle and checks that it describes the package, as npm does with its
 * provenance file (libnpmpublish, lib/provenance.js).
 *
 * @param path the path of the bundle
 * @param json the reader of JSON
 */
record BundleReader(Path path, Json json) {
  private static final int MAX_SIZE = 1 << 20;
  private static final String WANTED =
      "a Sigstore bundle: a JSON object with mediaType and dsseEnvelope.payload";

  /**
   * Reads the bundle.
   *
   * @param artifact the package that it must describe
   * @return the bundle
   * @throws InvalidFileException if it is not a bundle, or describes another package
   */
  ProvenanceBundle read(NpmArtifact artifact) throws InvalidFileException {
    try {
      JsonObject bundle = json.parse(content());
      String mediaType = bundle.requireText("mediaType");
      JsonObject envelope =
          bundle
              .object("dsseEnvelope")
              .orElseThrow(() -> new JsonException("'dsseEnvelope' is missing"));
      checkSubject(json.parse(payload(envelope)), artifact);
      return new ProvenanceBundle(
          mediaType, new String(json.write(bundle.members()), StandardCharsets.UTF_8));
    } catch (JsonException e) {
      throw refused("it is not a bundle that a registry accepts.", SafeText.reason(e), WANTED);
    }
  }

  private byte[] content() throws InvalidFileException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_SIZE + 1);
      if (bytes.length > MAX_SIZE) {
        throw refused("it is too large.", "more than " + MAX_SIZE + " bytes", WANTED);
      }
      return bytes;
    } catch (IOException e) {
      throw new InvalidFileException(
          Problem.of(
                  ErrorCode.USAGE_ARTIFACT_UNREADABLE,
                  "The provenance file " + SafeText.shown(path.toString()) + " can't be read.")
              .found(SafeText.reason(e))
              .expected("a file that this process can read")
              .remedy("Check the path and the permissions of the file."),
          e);
    }
  }

  private static byte[] payload(JsonObject envelope) {
    try {
      return Base64.getDecoder().decode(envelope.requireText("payload"));
    } catch (IllegalArgumentException e) {
      throw new JsonException("'dsseEnvelope.payload' is not Base64");
    }
  }

  private void checkSubject(JsonObject statement, NpmArtifact artifact)
      throws InvalidFileException {
    List<JsonObject> subjects = statement.objects("subject");
    if (subjects.size() != 1) {
      throw refused(
          "it does not describe exactly one package.",
          subjects.size() + " subjects",
          "exactly one subject");
    }
    String purl = artifact.name().purl(artifact.release());
    String name = subjects.get(0).text("name").orElse("");
    if (!name.equals(purl)) {
      throw refused("it describes another package.", SafeText.shown(name), purl);
    }
    String sha512 =
        subjects.get(0).object("digest").flatMap(digest -> digest.text("sha512")).orElse("");
    if (!sha512.equals(artifact.tarball().digests().sha512())) {
      throw refused(
          "it describes different content of " + SafeText.shown(artifact.filename()) + ".",
          sha512.isEmpty() ? "no sha512" : "sha512 " + SafeText.shown(sha512),
          "sha512 " + artifact.tarball().digests().sha512());
    }
  }

  private InvalidFileException refused(String what, String found, String expected) {
    return new InvalidFileException(
        Problem.of(
                ErrorCode.PUBLISH_ATTESTATION_INVALID,
                SafeText.shown(String.valueOf(path.getFileName())) + ": " + what)
            .found(found)
            .expected(expected)
            .remedy(
                "Create the bundle again for exactly this file, after the last packing; or publish"
                    + " without it: --attestations none."));
  }
}

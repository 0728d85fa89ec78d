package dev.trustedpublishing.repository.pypi.attestation;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.pypi.distribution.Attestation;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads an attestation and checks that it has the right form and is for the right file (PEP 740).
 * The index verifies its signature.
 *
 * @param file the attestation's own file
 * @param json the reader of JSON
 */
record AttestationReader(ArchiveFile file, Json json) {
  private static final int MAX_SIZE = 256 << 10;

  /** How many parts at the end of a wheel's name are tags. */
  private static final int TAGS = 3;

  private static final String STATEMENT = "https://in-toto.io/Statement/v1";
  private static final Set<String> PREDICATES =
      Set.of("https://docs.pypi.org/attestations/publish/v1", "https://slsa.dev/provenance/v1");

  /**
   * Reads the attestation.
   *
   * @param attested the file that it must describe
   * @return the attestation
   * @throws InvalidFileException if the index would reject it
   * @throws IOException if it can't be read
   */
  Attestation read(ArtifactFile attested) throws InvalidFileException, IOException {
    byte[] bytes = content();
    try {
      JsonObject statement = json.parse(statement(json.parse(bytes)));
      checkSubject(statement, attested);
      return new Attestation(
          predicateType(statement), new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (JsonException e) {
      throw new InvalidFileException(
          problem(
              "it is not a PEP 740 attestation.",
              SafeText.reason(e),
              "version 1 with verification_material and envelope"),
          e);
    }
  }

  private byte[] content() throws InvalidFileException, IOException {
    try (InputStream in = Files.newInputStream(file.path())) {
      byte[] bytes = in.readNBytes(MAX_SIZE + 1);
      if (bytes.length > MAX_SIZE) {
        throw refused(
            "it is too large for an attestation.",
            "more than " + MAX_SIZE + " bytes",
            "a few thousand bytes");
      }
      return bytes;
    }
  }

  private static byte[] statement(JsonObject attestation) {
    if (attestation.wholeNumber("version").orElse(0L) != 1) {
      throw new JsonException("'version' is not 1");
    }
    JsonObject material = required(attestation, "verification_material");
    decoded(material, "certificate");
    if (material.objects("transparency_entries").isEmpty()) {
      throw new JsonException("'transparency_entries' is empty");
    }
    JsonObject envelope = required(attestation, "envelope");
    decoded(envelope, "signature");
    return decoded(envelope, "statement");
  }

  private static JsonObject required(JsonObject object, String name) {
    return object.object(name).orElseThrow(() -> new JsonException("'" + name + "' is missing"));
  }

  private static byte[] decoded(JsonObject object, String name) {
    try {
      return Base64.getDecoder().decode(object.requireText(name));
    } catch (IllegalArgumentException e) {
      throw new JsonException("'" + name + "' is not base64", e);
    }
  }

  private void checkSubject(JsonObject statement, ArtifactFile attested)
      throws InvalidFileException {
    if (!statement.requireText("_type").equals(STATEMENT)) {
      throw new JsonException("the statement's '_type' is not " + STATEMENT);
    }
    List<JsonObject> subjects = statement.objects("subject");
    if (subjects.size() != 1) {
      throw new JsonException("the statement has " + subjects.size() + " subjects instead of one");
    }
    String name = subjects.get(0).requireText("name");
    String sha256 = required(subjects.get(0), "digest").requireText("sha256");
    if (!isSameName(name, attested.filename())) {
      throw refused(
          "it attests another file.", SafeText.shown(name), SafeText.shown(attested.filename()));
    }
    if (!sha256.equals(attested.sha256())) {
      throw refused(
          "it attests different content of " + SafeText.shown(attested.filename()) + ".",
          "the SHA-256 " + SafeText.shown(sha256),
          "the SHA-256 " + attested.sha256());
    }
  }

  private String predicateType(JsonObject statement) throws InvalidFileException {
    String type = statement.requireText("predicateType");
    if (!PREDICATES.contains(type)) {
      throw refused(
          "the index accepts no attestations of this type.",
          SafeText.shown(type),
          PREDICATES.stream().sorted().collect(Collectors.joining(" or ")));
    }
    return type;
  }

  /** Tags of a wheel may be in another order: the index compares them as sets. */
  private static boolean isSameName(String name, String filename) {
    return name.equals(filename)
        || (filename.endsWith(".whl") && parts(name).equals(parts(filename)));
  }

  private static List<Object> parts(String wheel) {
    String[] parts = wheel.toLowerCase(Locale.ROOT).split("-", -1);
    List<Object> comparable = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      boolean tags = i >= parts.length - TAGS;
      comparable.add(tags ? Set.copyOf(List.of(parts[i].split("\\.", -1))) : parts[i]);
    }
    return comparable;
  }

  private InvalidFileException refused(String what, String found, String expected) {
    return new InvalidFileException(problem(what, found, expected));
  }

  private Problem problem(String what, String found, String expected) {
    return file.problem(ErrorCode.PUBLISH_ATTESTATION_INVALID, what)
        .found(found)
        .expected(expected)
        .remedy("Sign the files again after the last build, or publish without attestations.");
  }
}
